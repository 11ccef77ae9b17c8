/**
 * The capabilities of the cluster that charts are rendered for (`.Capabilities` in a template). Argo CD asks its cluster
 * for them; a diff asks no cluster, and uses these for both sides.
 */

/** Without the patch version, as Argo CD passes it to Helm. */
export const kubeVersion = '1.36';

/**
 * The API versions that the cluster serves in addition to Kubernetes' own, which Helm knows by itself. With one too many
 * the diff shows changes that will not happen; with one too few it hides changes that will.
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
