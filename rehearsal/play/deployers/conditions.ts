import { jsonpath } from 'json-p3';
import type { ClusterObject } from '../../world/cluster.ts';

/**
 * The conditions of `pulumi.com/waitFor` that an object does not meet, as Pulumi's Kubernetes provider judges them:
 * what the path selects first has the value, or is there at all where none is said.
 */
export function unmetConditions(object: ClusterObject, waitFor: string): string[] {
  const conditions: string[] = JSON.parse(waitFor);
  return conditions.filter((condition) => {
    const [, path, expected] = /^jsonpath=\{(.+)\}(?:=(.+))?$/.exec(condition) ?? [];
    const [found] = jsonpath.query(`$${path}`, object as never).values();
    return expected === undefined ? found === undefined : String(found) !== expected;
  });
}
