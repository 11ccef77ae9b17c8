import { indexObjects, objectKey } from '../manifests/object-id.ts';
import { type Hazard, type ObjectChange, severities } from '../model.ts';
import type { ComparedObjects, Rule } from './rule.ts';
import { automationTurnedOn, destinationMoved, projectWidened } from './rules/argocd.ts';
import { hostLost } from './rules/hosts.ts';
import { imageNotLocked } from './rules/image.ts';
import { immutableChanged } from './rules/immutable.ts';
import { podPrivilegeGained } from './rules/pod-privilege.ts';
import { roleGranted, roleWidened } from './rules/rbac.ts';
import { removed } from './rules/removal.ts';
import { scaledToZero } from './rules/replicas.ts';
import { storageClassChanged, storageShrunk } from './rules/storage.ts';

const rules: Readonly<Record<string, Rule>> = {
  removed,
  'storage-shrunk': storageShrunk,
  'storage-class-changed': storageClassChanged,
  'immutable-changed': immutableChanged,
  'scaled-to-zero': scaledToZero,
  'host-lost': hostLost,
  'automation-turned-on': automationTurnedOn,
  'destination-moved': destinationMoved,
  'pod-privilege-gained': podPrivilegeGained,
  'role-widened': roleWidened,
  'role-granted': roleGranted,
  'project-widened': projectWidened,
  'image-not-locked': imageNotLocked,
};

/** Sorts hazards: the most severe first, then by object. */
export const bySeverity = (a: Hazard, b: Hazard): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
  objectKey(a.object).localeCompare(objectKey(b.object), 'en') ||
  a.rule.localeCompare(b.rule, 'en');

/**
 * Finds the changes that can lose data, cannot be applied, or should be reviewed.
 *
 * @param sides the redacted objects that were compared
 * @param changes what `compareObjects` found between them
 * @returns the hazards, the most severe first
 */
export function findHazards({
  before,
  after,
  changes,
}: ComparedObjects & { readonly changes: readonly ObjectChange[] }): Hazard[] {
  const [old, current] = [indexObjects(before), indexObjects(after)];
  return changes
    .flatMap(({ id, kind, origin, renamedFrom = id }) => {
      const change = {
        id,
        kind,
        origin,
        before: old.get(objectKey(renamedFrom)),
        after: current.get(objectKey(id)),
      };
      return Object.entries(rules).flatMap(([rule, judge]) =>
        judge(change, { before, after }).map((finding): Hazard => ({ ...finding, rule, object: id })),
      );
    })
    .toSorted(bySeverity);
}
