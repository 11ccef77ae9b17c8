import type { Hazard, KubernetesObject, ObjectChange, ObjectId } from '../model.ts';

/** A changed object with its content. `before` is undefined for an added object, `after` for a removed one. */
export interface ChangedObject {
  readonly id: ObjectId;
  readonly kind: ObjectChange['kind'];
  readonly origin: ObjectChange['origin'];
  readonly before: KubernetesObject | undefined;
  readonly after: KubernetesObject | undefined;
}

/** All objects of both sides, for rules that need more than the changed object. */
export interface ComparedObjects {
  readonly before: readonly KubernetesObject[];
  readonly after: readonly KubernetesObject[];
}

/** A hazard as a rule reports it; `findHazards` adds the rule and the object. */
export type FoundHazard = Pick<Hazard, 'severity' | 'reason' | 'hint'>;

/** Finds the hazards of one changed object. It never throws: malformed fields count as missing. */
export type Rule = (change: ChangedObject, sides: ComparedObjects) => readonly FoundHazard[];

/** A kind with its group: `PersistentVolumeClaim`, `StatefulSet.apps`. */
export const qualifiedKind = ({ group, kind }: ObjectId): string =>
  group === '' ? kind : `${kind}.${group}`;
