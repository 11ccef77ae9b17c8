import { fileURLToPath } from 'node:url';
import type { Cluster, ClusterObject } from './cluster.ts';
import type { WorldContext } from './context.ts';

const operatorStages = fileURLToPath(new URL('stages.yaml', import.meta.url));

const node: ClusterObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'node-1',
    annotations: { 'kwok.x-k8s.io/node': 'fake', 'node.alpha.kubernetes.io/ttl': '0' },
    labels: {
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/os': 'linux',
      'kubernetes.io/hostname': 'node-1',
    },
  },
  status: {
    allocatable: { cpu: '64', memory: '256Gi', pods: '500' },
    capacity: { cpu: '64', memory: '256Gi', pods: '500' },
  },
};

const storageClass: ClusterObject = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'kubernetes.io/no-provisioner',
  volumeBindingMode: 'Immediate',
};

const volume = (index: number): ClusterObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: `volume-${index}` },
  spec: {
    capacity: { storage: '1Ti' },
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'standard',
    persistentVolumeReclaimPolicy: 'Retain',
    hostPath: { path: `/volumes/${index}` },
  },
});

/**
 * Starts kwok with one simulated node and 60 volumes, so that pods become ready, claims are bound and CloudNativePG
 * clusters become healthy.
 */
export async function startNodes(context: WorldContext, cluster: Cluster): Promise<void> {
  const { engines, start, ports } = context;
  const stageFiles = Object.keys(engines).filter((name) => name.startsWith('kwok-'));
  const configs = [...stageFiles.map((name) => engines[name]), operatorStages].flatMap((path) => [
    '--config',
    path ?? '',
  ]);
  start('kwok', 'kwok', [
    '--kubeconfig',
    cluster.kubeconfig,
    '--manage-all-nodes=true',
    '--node-lease-duration-seconds=40',
    `--server-address=127.0.0.1:${ports.kwok}`,
    ...configs,
  ]);
  await cluster.apply(node);
  await cluster.apply(storageClass);
  await Promise.all(Array.from({ length: 60 }, (_, index) => cluster.apply(volume(index))));
}
