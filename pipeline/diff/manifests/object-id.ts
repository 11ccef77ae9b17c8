import type { KubernetesObject, ObjectId } from '../model.ts';

/** The API group of an `apiVersion`; empty for the core group. */
export const apiGroup = (apiVersion: string): string =>
  apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0));

/** Identifies the object on both sides. */
export const objectId = ({ apiVersion, kind, metadata }: KubernetesObject): ObjectId => ({
  group: apiGroup(apiVersion),
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
});

/** The id as a string, for maps and for sorting. */
export const objectKey = ({ group, kind, namespace, name }: ObjectId): string =>
  JSON.stringify([kind, group, namespace, name]);

/** The id for people: `Deployment demo/serviceradar-core`. */
export const objectTitle = ({ kind, namespace, name }: ObjectId): string =>
  `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;

/** The objects by their key. Of duplicates the last one counts, as in Argo CD. */
export const indexObjects = (objects: readonly KubernetesObject[]): Map<string, KubernetesObject> =>
  new Map(objects.map((object) => [objectKey(objectId(object)), object]));
