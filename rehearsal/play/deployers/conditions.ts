import { jsonpath } from 'json-p3';
import type { ClusterObject } from '../../world/cluster.ts';

/**
 * The conditions of an object's annotation `pulumi.com/waitFor` that it does not meet, by the rule of Pulumi's
 * Kubernetes provider: the first match of the JSONPath must equal the value, or just exist if there is no value.
 *
 * @param waitFor JSON array of conditions such as `jsonpath={.status.sync.status}=Synced`
 */
export function unmetConditions(object: ClusterObject, waitFor: string): string[] {
  const conditions: string[] = JSON.parse(waitFor);
  return conditions.filter((condition) => {
    const [, path, expected] = /^jsonpath=\{(.+)\}(?:=(.+))?$/.exec(condition) ?? [];
    const [found] = jsonpath.query(`$${path}`, object as never).values();
    return expected === undefined ? found === undefined : String(found) !== expected;
  });
}
