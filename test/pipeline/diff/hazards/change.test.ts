import { describe, expect, it } from '@jest/globals';
import { hazardsBetween, manifest } from './between.ts';

const claim = (size: string, more = '') =>
  manifest('PersistentVolumeClaim', 'a', `spec: { resources: { requests: { storage: ${size} } }${more} }`);
const cluster = (storage: string, more = '') =>
  manifest('Cluster', 'a', `spec: { storage: ${storage}${more} }`);
const set = (spec: string) => manifest('StatefulSet', 'a', `spec: ${spec}`);
const job = (image: string, metadata = '') =>
  manifest(
    'Job',
    'a',
    `spec: { template: { spec: { containers: [{ name: a, image: "${image}@sha256:0" }] } } }`,
    metadata,
  );
const service = (spec: string) => manifest('Service', 'a', `spec: ${spec}`);
const replicas = (kind: string, spec: string) => manifest(kind, 'a', `spec: ${spec}`);
const config = (data: string, immutable: boolean) =>
  manifest('ConfigMap', 'a', `immutable: ${immutable}\ndata: ${data}`);

describe('hazards of a changed object', () => {
  it.each([
    [
      'storage-shrunk',
      'cannot-apply',
      'spec.resources.requests.storage: 20Gi -> 10Gi',
      claim('20Gi'),
      claim('10Gi'),
    ],
    ['storage-shrunk', 'cannot-apply', '1Gi -> 1G', claim('1Gi'), claim('1G')],
    [
      'storage-shrunk',
      'cannot-apply',
      'spec.storage.size: 1Ti -> 500Gi',
      cluster('{ size: 1Ti }'),
      cluster('{ size: 500Gi }'),
    ],
    [
      'storage-shrunk',
      'cannot-apply',
      'spec.walStorage.size',
      cluster('{}', ', walStorage: { size: 2Gi }'),
      cluster('{}', ', walStorage: { size: 1Gi }'),
    ],
    [
      'storage-shrunk',
      'cannot-apply',
      'spec.tablespaces x.size',
      cluster('{}', ', tablespaces: [{ name: x, storage: { size: 2Gi } }]'),
      cluster('{}', ', tablespaces: [{ name: x, storage: { size: 1Gi } }]'),
    ],
    [
      'storage-class-changed',
      'caution',
      'spec.storage.storageClass: a -> b',
      cluster('{ storageClass: a }'),
      cluster('{ storageClass: b }'),
    ],
    [
      'immutable-changed',
      'cannot-apply',
      'spec.storageClassName: (none) -> fast',
      claim('1Gi'),
      claim('1Gi', ', storageClassName: fast'),
    ],
    [
      'immutable-changed',
      'cannot-apply',
      'spec.selector.matchLabels.app: a -> b',
      manifest('Deployment', 'a', 'spec: { selector: { matchLabels: { app: a } } }'),
      manifest('Deployment', 'a', 'spec: { selector: { matchLabels: { app: b } } }'),
    ],
    [
      'immutable-changed',
      'cannot-apply',
      'spec.serviceName: a -> b',
      set('{ serviceName: a }'),
      set('{ serviceName: b }'),
    ],
    [
      'immutable-changed',
      'cannot-apply',
      'spec.volumeClaimTemplates[0].spec.resources.requests.storage: 2Gi -> 1Gi',
      set('{ volumeClaimTemplates: [{ spec: { resources: { requests: { storage: 2Gi } } } }] }'),
      set('{ volumeClaimTemplates: [{ spec: { resources: { requests: { storage: 1Gi } } } }] }'),
    ],
    [
      'immutable-changed',
      'cannot-apply',
      'helm.sh/chart: a-1 -> a-2',
      set('{ volumeClaimTemplates: [{ metadata: { labels: { helm.sh/chart: a-1 } } }] }'),
      set('{ volumeClaimTemplates: [{ metadata: { labels: { helm.sh/chart: a-2 } } }] }'),
    ],
    [
      'immutable-changed',
      'cannot-apply',
      'spec.podManagementPolicy: OrderedReady -> Parallel',
      set('{ x: 1 }'),
      set('{ podManagementPolicy: Parallel }'),
    ],
    ['immutable-changed', 'cannot-apply', 'spec.template.spec.containers[0].image', job('a'), job('b')],
    [
      'immutable-changed',
      'cannot-apply',
      'spec.clusterIP: 10.0.0.1 -> 10.0.0.2',
      service('{ clusterIP: 10.0.0.1 }'),
      service('{ clusterIP: 10.0.0.2 }'),
    ],
    [
      'immutable-changed',
      'cannot-apply',
      'spec.clusterIP: (none) -> None',
      service('{ x: 1 }'),
      service('{ clusterIP: None }'),
    ],
    [
      'immutable-changed',
      'cannot-apply',
      'data.a: 1 -> 2',
      config('{ a: "1" }', true),
      config('{ a: "2" }', true),
    ],
    [
      'immutable-changed',
      'cannot-apply',
      'immutable: true -> false',
      config('{}', true),
      config('{}', false),
    ],
    [
      'immutable-changed',
      'cannot-apply',
      'type: Opaque -> kubernetes.io/tls',
      manifest('Secret', 'a', 'type: Opaque'),
      manifest('Secret', 'a', 'type: kubernetes.io/tls'),
    ],
    [
      'immutable-changed',
      'cannot-apply',
      'roleRef.name: a -> b',
      manifest('RoleBinding', 'a', 'roleRef: { name: a }'),
      manifest('RoleBinding', 'a', 'roleRef: { name: b }'),
    ],
    [
      'immutable-changed',
      'cannot-apply',
      'reclaimPolicy: Delete -> Retain',
      manifest('StorageClass', 'a'),
      manifest('StorageClass', 'a', 'reclaimPolicy: Retain'),
    ],
    [
      'immutable-changed',
      'cannot-apply',
      'spec.scope: Namespaced -> Cluster',
      manifest('CustomResourceDefinition', 'a', 'spec: { scope: Namespaced }'),
      manifest('CustomResourceDefinition', 'a', 'spec: { scope: Cluster }'),
    ],
    [
      'scaled-to-zero',
      'outage',
      'spec.replicas: 2 -> 0',
      replicas('Deployment', '{ replicas: 2 }'),
      replicas('Deployment', '{ replicas: 0 }'),
    ],
    [
      'scaled-to-zero',
      'outage',
      'spec.replicas: 1 -> 0',
      replicas('StatefulSet', '{ x: 1 }'),
      replicas('StatefulSet', '{ replicas: 0 }'),
    ],
    [
      'scaled-to-zero',
      'outage',
      'spec.minReplicas: 2 -> 0',
      replicas('HorizontalPodAutoscaler', '{ minReplicas: 2 }'),
      replicas('HorizontalPodAutoscaler', '{ minReplicas: 0 }'),
    ],
  ])('reports %s as %s: %s', (rule, severity, reason, before, after) => {
    expect(hazardsBetween(before, after)).toMatchObject([
      { rule, severity, reason: expect.stringContaining(reason), hint: expect.stringMatching(/\w/) },
    ]);
  });

  it.each([
    ['a volume that grows', claim('10Gi'), claim('20Gi')],
    ['the same size in another unit', claim('1Gi'), claim('1024Mi')],
    ['a size that is not a quantity', claim('10Gi'), claim('"{{ .size }}"')],
    ['storage that is not a map', cluster('{ size: 1Gi }'), cluster('[1]')],
    [
      'an immutable field that gets its default',
      set('{ x: 1 }'),
      set('{ podManagementPolicy: OrderedReady }'),
    ],
    [
      'a Service that leaves its address to the cluster',
      service('{ clusterIP: 10.0.0.1 }'),
      service('{ x: 1 }'),
    ],
    [
      'an ExternalName Service that gets an address',
      service('{ type: ExternalName }'),
      service('{ clusterIP: 10.0.0.1 }'),
    ],
    ['the content of a mutable ConfigMap', config('{ a: "1" }', false), config('{ a: "2" }', false)],
    [
      'a Job that is a Helm hook',
      job('a', 'annotations: { helm.sh/hook: pre-upgrade }'),
      job('b', 'annotations: { helm.sh/hook: pre-upgrade }'),
    ],
    [
      'a Job that Argo CD replaces at each sync',
      job('a'),
      job('b', 'annotations: { argocd.argoproj.io/sync-options: "Force=true,Replace=true" }'),
    ],
    [
      'a workload that already had zero replicas',
      replicas('Deployment', '{ replicas: 0, x: 1 }'),
      replicas('Deployment', '{ replicas: 0 }'),
    ],
    [
      'an unknown kind whose name every JavaScript object has',
      manifest('constructor', 'a', 'spec: { replicas: 1 }'),
      manifest('constructor', 'a', 'spec: { replicas: 0 }'),
    ],
  ])('reports nothing for %s', (_, before, after) => {
    expect(hazardsBetween(before, after)).toEqual([]);
  });
});
