import type { Environment } from '../../model/environment.ts';
import type { Cluster, ClusterObject } from '../world/cluster.ts';

/** What really runs in an environment's namespace. */
export interface Running {
  readonly deployments: number;
  /** Deployments with all their replicas available in their newest form. */
  readonly available: number;
  /** Image tags of the Deployments, each once. */
  readonly tags: readonly string[];
  /** Digests of their images, each once, sorted; only of those that are named by one. */
  readonly digests: readonly string[];
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

const conditionsOf = (object: ClusterObject): readonly Condition[] => object['status']?.conditions ?? [];

const isAvailable = ({ metadata, spec, status }: ClusterObject) =>
  status?.observedGeneration === metadata['generation'] &&
  // No pod of the form before is left: it would count as available too.
  (status?.replicas ?? 0) === spec.replicas &&
  (status?.updatedReplicas ?? 0) === spec.replicas &&
  (status?.availableReplicas ?? 0) === spec.replicas;

const tagOf = (image: string) => image.split('@')[0]?.split(':').at(-1) ?? image;

/** Reads the Deployments of an environment from the cluster. */
export async function readRunning(cluster: Cluster, { namespace }: Environment): Promise<Running> {
  const deployments = await cluster.list('apps/v1', 'Deployment', namespace);
  const images = deployments.flatMap(({ spec }) =>
    (spec.template.spec.containers as { image: string }[]).map(({ image }) => image),
  );
  return {
    deployments: deployments.length,
    available: deployments.filter(isAvailable).length,
    tags: [...new Set(images.map(tagOf))].sort(),
    digests: [...new Set(images.flatMap((image) => image.split('@')[1] ?? []))].sort(),
  };
}

/**
 * Why an Application is not Synced and Healthy, a line for each reason: what Argo CD says of the Application, then
 * each object that is not ready with what Kubernetes says of it.
 */
export async function explainUnhealthy(
  cluster: Cluster,
  argoNamespace: string,
  { application, namespace }: Environment,
): Promise<string[]> {
  const argo = await cluster.get('argoproj.io/v1alpha1', 'Application', application, argoNamespace);
  if (argo === undefined) return [`there is no Application ${application}`];
  const { sync, health, operationState } = argo['status'] ?? {};
  const state = `Application ${application} is ${sync?.status ?? 'not compared'} and ${health?.status ?? 'of unknown health'}`;
  const conditions = conditionsOf(argo).map(({ type, message }) => `${type}: ${message}`);
  const operation = operationState?.phase === 'Succeeded' ? [] : [operationState?.message].filter(Boolean);
  return [state, ...conditions, ...operation, ...(await unreadyObjects(cluster, namespace))];
}

async function unreadyObjects(cluster: Cluster, namespace: string): Promise<string[]> {
  const deployments = await cluster.list('apps/v1', 'Deployment', namespace);
  const pods = await cluster.list('v1', 'Pod', namespace);
  const claims = await cluster.list('v1', 'PersistentVolumeClaim', namespace);
  const failing = (object: ClusterObject) =>
    conditionsOf(object)
      .filter(({ status, type }) => status === 'False' && type !== 'ContainersReady')
      .map(({ reason, message }) => [reason, message].filter(Boolean).join(': '));
  const line = ({ kind, metadata }: ClusterObject, why: string) => `${kind} ${metadata.name}: ${why}`;
  const reasons = (object: ClusterObject, otherwise: string) => {
    const known = failing(object);
    return (known.length > 0 ? known : [otherwise]).map((why) => line(object, why));
  };
  return [
    ...deployments
      .filter((object) => !isAvailable(object))
      .flatMap((object) => reasons(object, 'its newest pods are not available')),
    ...pods.filter((pod) => pod['status']?.phase === 'Pending').flatMap((pod) => reasons(pod, 'is pending')),
    ...claims.filter((claim) => claim['status']?.phase !== 'Bound').map((claim) => line(claim, 'not bound')),
  ];
}
