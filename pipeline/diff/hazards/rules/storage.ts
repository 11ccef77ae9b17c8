import { fieldAt, listAt, lookUp, textAt } from '../../manifests/fields.ts';
import type { KubernetesObject } from '../../model.ts';
import { showValue } from '../differences.ts';
import { parseQuantity } from '../quantity.ts';
import { type ChangedObject, type FoundHazard, qualifiedKind, type Rule } from '../rule.ts';

/** The sizes and storage classes of an object, by their path: `spec.storage.size`. */
interface Storage {
  readonly sizes: ReadonlyMap<string, unknown>;
  readonly classes: ReadonlyMap<string, unknown>;
}

const claimSize = ['resources', 'requests', 'storage'];

function clusterStorage(object: KubernetesObject): Storage {
  const volumes = [
    ...['storage', 'walStorage'].map((key) => [`spec.${key}`, fieldAt(object, 'spec', key)] as const),
    ...listAt(object, 'spec', 'tablespaces').map(
      (space) => [`spec.tablespaces ${textAt(space, 'name')}`, fieldAt(space, 'storage')] as const,
    ),
  ];
  return {
    sizes: new Map(
      volumes.flatMap(([path, volume]) => [
        [`${path}.size`, fieldAt(volume, 'size')] as const,
        [`${path}.pvcTemplate.${claimSize.join('.')}`, fieldAt(volume, 'pvcTemplate', ...claimSize)] as const,
      ]),
    ),
    classes: new Map(
      volumes.map(([path, volume]) => [`${path}.storageClass`, fieldAt(volume, 'storageClass')]),
    ),
  };
}

// The class of a claim, and all claims of a StatefulSet, are immutable fields: see immutable.ts.
const storageReaders: Readonly<Record<string, (object: KubernetesObject) => Storage>> = {
  PersistentVolumeClaim: (object) => ({
    sizes: new Map([[`spec.${claimSize.join('.')}`, fieldAt(object, 'spec', ...claimSize)]]),
    classes: new Map(),
  }),
  'Cluster.postgresql.cnpg.io': clusterStorage,
};

/** The storage before and after; undefined for an object without storage, or one that is not changed in place. */
function readStorage({ id, kind, before, after }: ChangedObject) {
  const read = lookUp(storageReaders, qualifiedKind(id));
  if (read === undefined || kind !== 'changed' || before === undefined || after === undefined)
    return undefined;
  return { old: read(before), current: read(after) };
}

/** A volume gets smaller, which Kubernetes does not support. */
export const storageShrunk: Rule = (change) => {
  const storage = readStorage(change);
  return [...(storage?.current.sizes ?? [])].flatMap(([path, to]): FoundHazard[] => {
    const from = storage?.old.sizes.get(path);
    const [old, current] = [parseQuantity(from), parseQuantity(to)];
    if (old === undefined || current === undefined || current >= old) return [];
    return [
      {
        severity: 'cannot-apply',
        reason: `${path}: ${showValue(from)} -> ${showValue(to)}; a volume cannot shrink, and deleting it to make a smaller one loses its data`,
        hint: `keep ${showValue(from)}, or copy the data to a new, smaller volume`,
      },
    ];
  });
};

/** A CloudNativePG Cluster gets another storage class, which only applies to volumes created from then on. */
export const storageClassChanged: Rule = (change) => {
  const storage = readStorage(change);
  return [...(storage?.current.classes ?? [])].flatMap(([path, to]): FoundHazard[] => {
    const from = storage?.old.classes.get(path);
    if (from === to) return [];
    return [
      {
        severity: 'caution',
        reason: `${path}: ${showValue(from)} -> ${showValue(to)}; existing instances keep their volumes`,
        hint: 'replace the instances one after another, or start a new Cluster from a backup',
      },
    ];
  });
};
