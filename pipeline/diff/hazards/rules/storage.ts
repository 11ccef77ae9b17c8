import { fieldAt, listAt, lookUp, textAt } from '../../compare/fields.ts';
import type { KubernetesObject } from '../../model.ts';
import { showValue } from '../differences.ts';
import { parseQuantity } from '../quantity.ts';
import { type FoundHazard, qualifiedKind, type Rule } from '../rule.ts';

/** The sizes and storage classes of an object, by their paths. */
interface Storage {
  readonly sizes: ReadonlyMap<string, unknown>;
  readonly classes: ReadonlyMap<string, unknown>;
}

const claimSize = ['resources', 'requests', 'storage'];

function storageOfCluster(object: KubernetesObject): Storage {
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

// The class of a claim is one of its immutable fields, as are all claims of a StatefulSet.
const storageOf: Readonly<Record<string, (object: KubernetesObject) => Storage>> = {
  PersistentVolumeClaim: (object) => ({
    sizes: new Map([[`spec.${claimSize.join('.')}`, fieldAt(object, 'spec', ...claimSize)]]),
    classes: new Map(),
  }),
  'Cluster.postgresql.cnpg.io': storageOfCluster,
};

function sides({ id, kind, before, after }: Parameters<Rule>[0]) {
  const read = lookUp(storageOf, qualifiedKind(id));
  if (read === undefined || kind !== 'changed' || before === undefined || after === undefined)
    return undefined;
  return { old: read(before), current: read(after) };
}

/** Volumes can grow, and never shrink. */
export const storageShrunk: Rule = (change) => {
  const both = sides(change);
  return [...(both?.current.sizes ?? [])].flatMap(([path, to]): FoundHazard[] => {
    const from = both?.old.sizes.get(path);
    const [old, current] = [parseQuantity(from), parseQuantity(to)];
    if (old === undefined || current === undefined || current >= old) return [];
    return [
      {
        severity: 'cannot-apply',
        reason: `${path}: ${showValue(from)} -> ${showValue(to)}; a volume cannot shrink, and deleting it to make a smaller one loses its data`,
        hint: `leave it at ${showValue(from)}, or copy the data to a new, smaller volume`,
      },
    ];
  });
};

/** CloudNativePG takes another class only for the volumes that it makes from then on. */
export const storageClassChanged: Rule = (change) => {
  const both = sides(change);
  return [...(both?.current.classes ?? [])].flatMap(([path, to]): FoundHazard[] => {
    const from = both?.old.classes.get(path);
    if (from === to) return [];
    return [
      {
        severity: 'caution',
        reason: `${path}: ${showValue(from)} -> ${showValue(to)}; instances that are there keep their volumes`,
        hint: 'replace the instances one after another, or start a new Cluster from a backup',
      },
    ];
  });
};
