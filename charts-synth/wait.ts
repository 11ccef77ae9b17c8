import type { Environment } from '../model/environment.ts';
import type { Pin } from '../model/pin.ts';

import { expectedRevision } from './source.ts';

/**
 * What would be pruned leaves an Application OutOfSync where nothing is pruned; then no other object may be. A condition
 * without a value is met by whatever its path selects (RFC 9535).
 */
const onlyUnpruned =
  "jsonpath={.status[?count($.status.resources[?@.status=='OutOfSync' && !@.requiresPruning])==0]}";

/**
 * The `pulumi.com/waitFor` annotation that holds `pulumi up` until Argo CD runs what was asked for: a JSON list of
 * conditions that one snapshot of the Application must meet together. The revision ties them to this version, the
 * source's name in what was last compared ties them to these values.
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
