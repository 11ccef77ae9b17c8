import type { Environment } from '../../model/environment.ts';
import { findEnvironment } from '../../model/pipeline.ts';
import type { Cluster, ClusterObject } from '../world/cluster.ts';
import type { RehearsalContext } from './context.ts';

/** What the Deployments in an environment's namespace run. */
export interface Running {
  readonly deployments: number;
  /** Number of Deployments whose replicas are all up to date and available. */
  readonly available: number;
  /** Tags of their images, without duplicates, sorted. */
  readonly tags: readonly string[];
  /** Digests of those images that are referenced by digest, without duplicates, sorted. */
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
  // An old pod that is not deleted yet would count as available too.
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

/** The version that an environment runs; undefined while it runs none, or several at once. */
export async function readRunningVersion(
  { world, pipeline }: Pick<RehearsalContext, 'world' | 'pipeline'>,
  environment: string,
): Promise<string | undefined> {
  const { tags } = await readRunning(world.cluster, findEnvironment(pipeline, environment));
  return tags.length === 1 ? tags[0]?.replace(/^v/, '') : undefined;
}

/**
 * The reasons why an environment's Application is not Synced and Healthy, one line each: the Application's status and
 * conditions, then each object that is not ready with its failing conditions.
 */
export async function explainUnhealthy(
  cluster: Cluster,
  argoNamespace: string,
  { application, namespace }: Environment,
): Promise<string[]> {
  const argo = await cluster.get('argoproj.io/v1alpha1', 'Application', application, argoNamespace);
  if (argo === undefined) return [`there is no Application ${application}`];
  const { sync, health, operationState } = argo['status'] ?? {};
  const state = `Application ${application} has sync status ${sync?.status ?? 'Unknown'} and health ${health?.status ?? 'Unknown'}`;
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
    const failures = failing(object);
    return (failures.length > 0 ? failures : [otherwise]).map((why) => line(object, why));
  };
  return [
    ...deployments
      .filter((object) => !isAvailable(object))
      .flatMap((object) => reasons(object, 'its newest pods are not available')),
    ...pods.filter((pod) => pod['status']?.phase === 'Pending').flatMap((pod) => reasons(pod, 'is pending')),
    ...claims
      .filter((claim) => claim['status']?.phase !== 'Bound')
      .map((claim) => line(claim, 'is not bound')),
  ];
}
