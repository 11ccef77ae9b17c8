import type { KubernetesObject, ObjectId } from '../model.ts';

/** The API group of an `apiVersion`; empty for the core group. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0));

/** What the object is known by, on either side. */
export const idOf = ({ apiVersion, kind, metadata }: KubernetesObject): ObjectId => ({
  group: groupOf(apiVersion),
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
});

/** The id as one text, to look up and to sort by. */
export const keyOf = ({ group, kind, namespace, name }: ObjectId): string =>
  JSON.stringify([kind, group, namespace, name]);

/** The id for people: `Deployment demo/serviceradar-core`. */
export const titleOf = ({ kind, namespace, name }: ObjectId): string =>
  `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;

/** The objects by the text of their id; of duplicates the last one, as Argo CD does. */
export const byKey = (objects: readonly KubernetesObject[]): Map<string, KubernetesObject> =>
  new Map(objects.map((object) => [keyOf(idOf(object)), object]));
