/**
 * The cluster that charts are rendered for, the same for both sides of every diff: no cluster is asked. Argo CD tells
 * Helm what its cluster has (`.Capabilities`); this is what it would say of ours.
 */

/** As Argo CD names a cluster's version: without the patch. */
export const kubeVersion = '1.36';

/**
 * What the cluster serves beside Kubernetes' own groups, which Helm knows by itself. A group too many shows a change
 * that will not be; one too few hides a change that will.
 */
export const apiVersions: readonly string[] = [
  'argoproj.io/v1alpha1',
  'argoproj.io/v1alpha1/AppProject',
  'argoproj.io/v1alpha1/Application',
  'argoproj.io/v1alpha1/ApplicationSet',
  'cert-manager.io/v1',
  'cert-manager.io/v1/Certificate',
  'cert-manager.io/v1/ClusterIssuer',
  'cert-manager.io/v1/Issuer',
  'monitoring.coreos.com/v1',
  'monitoring.coreos.com/v1/PodMonitor',
  'monitoring.coreos.com/v1/PrometheusRule',
  'monitoring.coreos.com/v1/ServiceMonitor',
  'postgresql.cnpg.io/v1',
  'postgresql.cnpg.io/v1/Backup',
  'postgresql.cnpg.io/v1/Cluster',
  'postgresql.cnpg.io/v1/Database',
  'postgresql.cnpg.io/v1/Pooler',
  'postgresql.cnpg.io/v1/ScheduledBackup',
];
