import { ApiObject, JsonPatch } from 'cdk8s';
import type { IConstruct } from 'constructs';

/**
 * Leaves out what cdk8s-plus writes although the API server has the same default: an object that exists already would
 * otherwise change.
 *
 * @param paths JSON pointers (RFC 6901) into the object
 * @returns the construct's API object
 */
export function withoutDefaults(construct: IConstruct, ...paths: readonly string[]): ApiObject {
  const object = ApiObject.of(construct);
  for (const path of paths) object.addJsonPatch(JsonPatch.remove(path));
  return object;
}
