import { ApiObject, JsonPatch } from 'cdk8s';
import type { IConstruct } from 'constructs';

/**
 * Removes fields that cdk8s-plus writes although they equal the API server's defaults: objects that exist already would
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
