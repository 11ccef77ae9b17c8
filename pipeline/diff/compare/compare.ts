import { isEqual } from '../manifests/fields.ts';
import { indexObjects, objectId, objectKey } from '../manifests/object-id.ts';
import { writeYaml } from '../manifests/write-yaml.ts';
import type { KubernetesObject, ObjectChange } from '../model.ts';
import { changedNoise } from './noise.ts';
import { normalize } from './normalize.ts';
import { findRenames, type UnmatchedObject } from './renames.ts';
import { unifiedDiff } from './unified-diff.ts';

interface Unmatched extends UnmatchedObject {
  readonly object: KubernetesObject;
}

type Change = Omit<ObjectChange, 'origin'>;

const normalizedYaml = (object: KubernetesObject) => writeYaml(normalize(object));
const toUnmatched = (object: KubernetesObject): Unmatched => ({
  id: objectId(object),
  yaml: normalizedYaml(object),
  object,
});

/** @returns undefined if nothing differs that Kubernetes would notice */
function compareVersions(before: KubernetesObject, after: KubernetesObject): Change | undefined {
  if (isEqual(before, after)) return undefined;
  const diff = unifiedDiff(normalizedYaml(before), normalizedYaml(after));
  const noise = changedNoise(before, after);
  return diff === '' && noise.length === 0
    ? undefined
    : { id: objectId(after), kind: 'changed', diff, noise };
}

/** The changes of objects that exist on one side only: renamed, removed or added. */
function unmatchedChanges(removed: readonly Unmatched[], added: readonly Unmatched[]): Change[] {
  const renames = findRenames(removed, added);
  const renamed = new Set(renames.flatMap(({ from, to }) => [from, to]));
  const notRenamed = (objects: readonly Unmatched[]) => objects.filter((each) => !renamed.has(each));
  return [
    ...renames.map(({ from, to }) => ({
      id: to.id,
      kind: 'renamed' as const,
      renamedFrom: from.id,
      diff: unifiedDiff(from.yaml, to.yaml),
      noise: changedNoise(from.object, to.object),
    })),
    ...notRenamed(removed).map(({ id, yaml }) => ({
      id,
      kind: 'removed' as const,
      diff: unifiedDiff(yaml, ''),
      noise: [],
    })),
    ...notRenamed(added).map(({ id, yaml }) => ({
      id,
      kind: 'added' as const,
      diff: unifiedDiff('', yaml),
      noise: [],
    })),
  ];
}

/**
 * Compares two sets of objects. Objects match by group, kind, namespace and name. Ignored are the version of the API, the
 * order of keys and of lists whose items have names, and noise such as checksums and chart labels.
 *
 * @param before redacted objects, in the namespaces that they are deployed to
 * @param after likewise
 * @returns the changes, sorted by kind and name, and how many objects are the same
 */
export function compareObjects(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
  origin: ObjectChange['origin'],
): { changes: ObjectChange[]; unchanged: number } {
  const [old, current] = [indexObjects(before), indexObjects(after)];
  const matched = [...old].flatMap(([key, object]) => {
    const other = current.get(key);
    return other === undefined ? [] : [compareVersions(object, other)];
  });
  const onlyIn = (side: typeof old, other: typeof old) =>
    [...side].flatMap(([key, object]) => (other.has(key) ? [] : [toUnmatched(object)]));
  const changed = matched.filter((each) => each !== undefined);
  const changes = [...changed, ...unmatchedChanges(onlyIn(old, current), onlyIn(current, old))]
    .map((each) => ({ key: objectKey(each.id), change: { ...each, origin } }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map((each) => each.change);
  return { changes, unchanged: matched.length - changed.length };
}
