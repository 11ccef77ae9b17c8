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
  const holds = (path: string, value: string) => `jsonpath={.status.${path}}=${value}`;
  const isRevision = (path: string) => (revision === undefined ? [] : [holds(path, revision)]);
  // What is not pruned keeps an Application OutOfSync: then it counts that these were synced, and not the ones before.
  const isTheirs = [
    ...isRevision('operationState.syncResult.revision'),
    holds('operationState.syncResult.source.name', sourceName),
  ];
  // A Git path is where a move begins: it says what runs already, and there may be nothing to sync.
  const isUnpruned = environment.git === undefined ? isTheirs : [];
  return JSON.stringify([
    ...isRevision('sync.revision'),
    holds('sync.comparedTo.source.name', sourceName),
    ...(environment.prune ? [holds('sync.status', 'Synced')] : isUnpruned),
    holds('health.status', 'Healthy'),
    holds('operationState.phase', 'Succeeded'),
  ]);
}
