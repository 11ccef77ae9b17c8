import { indexObjects, objectId, objectKey } from '../manifests/object-id.ts';
import { writeYaml } from '../manifests/write-yaml.ts';
import type { KubernetesObject, ObjectChange } from '../model.ts';
import { isEqual } from './fields.ts';
import { changedNoise } from './noise.ts';
import { normalize } from './normalize.ts';
import { findRenames, type Single } from './renames.ts';
import { unifiedDiff } from './unified-diff.ts';

interface SingleObject extends Single {
  readonly object: KubernetesObject;
}

type Change = Omit<ObjectChange, 'origin'>;

const textOf = (object: KubernetesObject) => writeYaml(normalize(object));
const single = (object: KubernetesObject): SingleObject => ({
  id: objectId(object),
  text: textOf(object),
  object,
});

/** @returns undefined where nothing differs that makes a difference to Kubernetes */
function change(before: KubernetesObject, after: KubernetesObject): Change | undefined {
  if (isEqual(before, after)) return undefined;
  const diff = unifiedDiff(textOf(before), textOf(after));
  const noise = changedNoise(before, after);
  return diff === '' && noise.length === 0
    ? undefined
    : { id: objectId(after), kind: 'changed', diff, noise };
}

/** What is there on one side only: renamed, removed or added. */
function singleChanges(removed: readonly SingleObject[], added: readonly SingleObject[]): Change[] {
  const renames = findRenames(removed, added);
  const renamed = new Set(renames.flatMap(({ from, to }) => [from, to]));
  const lone = (singles: readonly SingleObject[]) => singles.filter((each) => !renamed.has(each));
  return [
    ...renames.map(({ from, to }) => ({
      id: to.id,
      kind: 'renamed' as const,
      renamedFrom: from.id,
      diff: unifiedDiff(from.text, to.text),
      noise: changedNoise(from.object, to.object),
    })),
    ...lone(removed).map(({ id, text }) => ({
      id,
      kind: 'removed' as const,
      diff: unifiedDiff(text, ''),
      noise: [],
    })),
    ...lone(added).map(({ id, text }) => ({
      id,
      kind: 'added' as const,
      diff: unifiedDiff('', text),
      noise: [],
    })),
  ];
}

/**
 * What differs between two sets of objects. They are matched by group, kind, namespace and name; the version of the
 * API does not count, nor does the order of keys and of named lists, nor noise such as checksums and chart labels.
 *
 * @param before redacted objects, in the namespaces that they end up in
 * @param after of the same kind
 * @returns the changes sorted by kind and name, and how many objects are the same
 */
export function compareObjects(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
  origin: ObjectChange['origin'],
): { changes: ObjectChange[]; unchanged: number } {
  const [old, current] = [indexObjects(before), indexObjects(after)];
  const both = [...old].flatMap(([key, object]) => {
    const other = current.get(key);
    return other === undefined ? [] : [change(object, other)];
  });
  const only = (side: typeof old, other: typeof old) =>
    [...side].flatMap(([key, object]) => (other.has(key) ? [] : [single(object)]));
  const changed = both.filter((each) => each !== undefined);
  const changes = [...changed, ...singleChanges(only(old, current), only(current, old))]
    .map((each) => ({ key: objectKey(each.id), change: { ...each, origin } }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map((each) => each.change);
  return { changes, unchanged: both.length - changed.length };
}
