import type { Environment } from '../model/environment.ts';
import type { Pin } from '../model/pin.ts';
import { expectedRevision } from './source.ts';

/**
 * Without pruning, objects to be pruned keep an Application OutOfSync; then no other object may be OutOfSync. A
 * condition without a value is met if its path (RFC 9535) selects anything.
 */
const onlyUnpruned =
  "jsonpath={.status[?count($.status.resources[?@.status=='OutOfSync' && !@.requiresPruning])==0]}";

/**
 * The annotation `pulumi.com/waitFor`, by which `pulumi up` waits until Argo CD runs this source: a JSON list of
 * conditions that one snapshot of the Application must meet together. The revision ties them to this version, and the
 * name of the last compared source ties them to these values.
 */
export function waitFor(environment: Environment, pin: Pin, sourceName: string): string {
  const revision = expectedRevision(environment, pin);
  const holds = (path: string, value: string) => `jsonpath={.status.${path}}=${value}`;
  return JSON.stringify([
    ...(revision === undefined ? [] : [holds('sync.revision', revision)]),
    holds('sync.comparedTo.source.name', sourceName),
    environment.prune ? holds('sync.status', 'Synced') : onlyUnpruned,
    holds('health.status', 'Healthy'),
    holds('operationState.phase', 'Succeeded'),
  ]);
}
