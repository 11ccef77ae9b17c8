import { compareObjects } from '../../../../pipeline/diff/compare/compare.ts';
import { findHazards } from '../../../../pipeline/diff/hazards/find.ts';
import type { Hazard, ObjectChange } from '../../../../pipeline/diff/model.ts';
import { objectsOf } from '../manifests/manifests.ts';

/** The hazards of going from one text of manifests to another. */
export function hazardsBetween(
  before: string,
  after: string,
  origin: ObjectChange['origin'] = 'application',
): Hazard[] {
  const sides = { before: objectsOf(before), after: objectsOf(after) };
  const { changes } = compareObjects(sides.before, sides.after, origin);
  return findHazards({ ...sides, changes });
}

const apiVersions: Readonly<Record<string, string>> = {
  Application: 'argoproj.io/v1alpha1',
  ApplicationSet: 'argoproj.io/v1alpha1',
  AppProject: 'argoproj.io/v1alpha1',
  Cluster: 'postgresql.cnpg.io/v1',
  ClusterRole: 'rbac.authorization.k8s.io/v1',
  ClusterRoleBinding: 'rbac.authorization.k8s.io/v1',
  CustomResourceDefinition: 'apiextensions.k8s.io/v1',
  DaemonSet: 'apps/v1',
  Deployment: 'apps/v1',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  Ingress: 'networking.k8s.io/v1',
  Job: 'batch/v1',
  Role: 'rbac.authorization.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  StatefulSet: 'apps/v1',
  StorageClass: 'storage.k8s.io/v1',
};

/** A manifest of a kind, with the fields below its metadata, and what else its metadata say. */
export const manifest = (kind: string, name: string, fields = '', metadata = ''): string =>
  `---\napiVersion: ${apiVersions[kind] ?? 'v1'}\nkind: ${kind}\nmetadata: { name: ${name}${metadata === '' ? '' : `, ${metadata}`} }\n${fields}\n`;
