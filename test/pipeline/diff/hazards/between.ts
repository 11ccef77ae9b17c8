import { compareObjects } from '../../../../pipeline/diff/compare/compare.ts';
import { findHazards } from '../../../../pipeline/diff/hazards/find.ts';
import type { Hazard, ObjectChange } from '../../../../pipeline/diff/model.ts';
import { objectsOf } from '../manifests/manifests.ts';

/** The hazards of replacing the first manifests by the second. */
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

/**
 * Writes a manifest.
 *
 * @param fields YAML of the fields other than apiVersion, kind and metadata
 * @param metadata YAML of the metadata other than the name, in flow style: `labels: { a: b }`
 */
export const manifest = (kind: string, name: string, fields = '', metadata = ''): string =>
  `---\napiVersion: ${apiVersions[kind] ?? 'v1'}\nkind: ${kind}\nmetadata: { name: ${name}${metadata === '' ? '' : `, ${metadata}`} }\n${fields}\n`;
