import { type Fields, fieldsAt, isFields, updateAt } from '../manifests/fields.ts';
import type { KubernetesObject } from '../model.ts';

// Noise is what changes with every release without any effect. It is only ignored in the metadata of an object and of
// its pods: in a selector or a volumeClaimTemplate the same label decides whether the object can be applied.
const places = [
  ['metadata'],
  ['spec', 'template', 'metadata'],
  ['spec', 'jobTemplate', 'metadata'],
  ['spec', 'jobTemplate', 'spec', 'template', 'metadata'],
];
const labels = new Set(['helm.sh/chart', 'app.kubernetes.io/version', 'app.kubernetes.io/managed-by']);
const isNoisyLabel = (key: string) => labels.has(key);
const isNoisyAnnotation = (key: string) =>
  key.startsWith('checksum/') || key === 'argocd.argoproj.io/tracking-id';

const kinds = [
  { field: 'labels', title: 'label', isNoise: isNoisyLabel },
  { field: 'annotations', title: 'annotation', isNoise: isNoisyAnnotation },
] as const;

/** The noisy labels and annotations of an object with their values, by their path. */
function noisyFields(object: KubernetesObject): Map<string, { title: string; value: unknown }> {
  const found = places.flatMap((place) =>
    kinds.flatMap(({ field, title, isNoise }) =>
      Object.entries(fieldsAt(object, ...place, field))
        .filter(([key]) => isNoise(key))
        .map(([key, value]) => [[...place, key].join('\0'), { title: `${title} ${key}`, value }] as const),
    ),
  );
  return new Map(found);
}

/** The noise that differs between two objects, each label or annotation once: `label helm.sh/chart`. */
export function changedNoise(before: KubernetesObject, after: KubernetesObject): string[] {
  const [old, current] = [noisyFields(before), noisyFields(after)];
  const changed = [...new Map([...old, ...current])]
    .filter(([place]) => old.get(place)?.value !== current.get(place)?.value)
    .map(([, { title }]) => title);
  return [...new Set(changed)].toSorted();
}

const dropNoise = (fields: unknown, isNoise: (key: string) => boolean) =>
  isFields(fields) ? Object.fromEntries(Object.entries(fields).filter(([key]) => !isNoise(key))) : fields;

/** An object's fields without their noise. */
export const withoutNoise = (object: Fields): Fields =>
  places.reduce(
    (value, place) =>
      kinds.reduce(
        (inner, { field, isNoise }) =>
          updateAt(inner, [...place, field], (fields) => dropNoise(fields, isNoise)),
        value,
      ),
    object,
  );
