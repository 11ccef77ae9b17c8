import type { KubernetesObject, ObjectChange, ObjectId, Severity } from '../model.ts';

/** A changed object with its content. `before` is missing where it is new, `after` where it is gone. */
export interface ChangedObject {
  readonly id: ObjectId;
  readonly kind: ObjectChange['kind'];
  readonly origin: ObjectChange['origin'];
  readonly before: KubernetesObject | undefined;
  readonly after: KubernetesObject | undefined;
}

/** All objects of both sides, for rules that one object alone does not answer. */
export interface ComparedObjects {
  readonly before: readonly KubernetesObject[];
  readonly after: readonly KubernetesObject[];
}

export interface FoundHazard {
  readonly severity: Severity;
  /** What changes, with values. */
  readonly reason: string;
  /** What to do about it, in one sentence. */
  readonly hint: string;
}

/** Judges one changed object. Fields that are malformed count as missing: a rule never throws. */
export type Rule = (change: ChangedObject, sides: ComparedObjects) => readonly FoundHazard[];

/** A kind with its group: `PersistentVolumeClaim`, `StatefulSet.apps`. */
export const qualifiedKind = ({ group, kind }: ObjectId): string =>
  group === '' ? kind : `${kind}.${group}`;
