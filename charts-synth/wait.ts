import type { Pin } from '../environments/pin.ts';
import type { Environment } from '../environments/schema.ts';
import { expectedRevision } from './source.ts';

/**
 * The `pulumi.com/waitFor` annotation that holds `pulumi up` until Argo CD runs what was asked for: a JSON list of
 * conditions that one snapshot of the Application must meet together. The revision ties them to this version, the
 * source's name in what was last compared ties them to these values.
 */
export function waitFor(environment: Environment, pin: Pin, sourceName: string): string {
  const revision = expectedRevision(environment, pin);
  return JSON.stringify([
    ...(revision === undefined ? [] : [`jsonpath={.status.sync.revision}=${revision}`]),
    `jsonpath={.status.sync.comparedTo.source.name}=${sourceName}`,
    'jsonpath={.status.sync.status}=Synced',
    'jsonpath={.status.health.status}=Healthy',
    'jsonpath={.status.operationState.phase}=Succeeded',
  ]);
}
