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

describe('a change', () => {
  it.each([
    [
      'storage-shrunk',
      'cannot-apply',
      claim('20Gi'),
      claim('10Gi'),
      'spec.resources.requests.storage: 20Gi -> 10Gi',
    ],
    ['storage-shrunk', 'cannot-apply', claim('1Gi'), claim('1G'), '1Gi -> 1G'],
    [
      'storage-shrunk',
      'cannot-apply',
      cluster('{ size: 1Ti }'),
      cluster('{ size: 500Gi }'),
      'spec.storage.size: 1Ti -> 500Gi',
    ],
    [
      'storage-shrunk',
      'cannot-apply',
      cluster('{}', ', walStorage: { size: 2Gi }'),
      cluster('{}', ', walStorage: { size: 1Gi }'),
      'spec.walStorage.size',
    ],
    [
      'storage-shrunk',
      'cannot-apply',
      cluster('{}', ', tablespaces: [{ name: x, storage: { size: 2Gi } }]'),
      cluster('{}', ', tablespaces: [{ name: x, storage: { size: 1Gi } }]'),
      'spec.tablespaces x.size',
    ],
    [
      'storage-class-changed',
      'caution',
      cluster('{ storageClass: a }'),
      cluster('{ storageClass: b }'),
      'spec.storage.storageClass: a -> b',
    ],
    [
      'immutable-changed',
      'cannot-apply',
      claim('1Gi'),
      claim('1Gi', ', storageClassName: fast'),
      'spec.storageClassName: (none) -> fast',
    ],
    [
      'immutable-changed',
      'cannot-apply',
      manifest('Deployment', 'a', 'spec: { selector: { matchLabels: { app: a } } }'),
      manifest('Deployment', 'a', 'spec: { selector: { matchLabels: { app: b } } }'),
      'spec.selector.matchLabels.app: a -> b',
    ],
    [
      'immutable-changed',
      'cannot-apply',
      set('{ serviceName: a }'),
      set('{ serviceName: b }'),
      'spec.serviceName: a -> b',
    ],
    [
      'immutable-changed',
      'cannot-apply',
      set('{ volumeClaimTemplates: [{ spec: { resources: { requests: { storage: 2Gi } } } }] }'),
      set('{ volumeClaimTemplates: [{ spec: { resources: { requests: { storage: 1Gi } } } }] }'),
      'spec.volumeClaimTemplates[0].spec.resources.requests.storage: 2Gi -> 1Gi',
    ],
    [
      'immutable-changed',
      'cannot-apply',
      set('{ volumeClaimTemplates: [{ metadata: { labels: { helm.sh/chart: a-1 } } }] }'),
      set('{ volumeClaimTemplates: [{ metadata: { labels: { helm.sh/chart: a-2 } } }] }'),
      'helm.sh/chart: a-1 -> a-2',
    ],
    [
      'immutable-changed',
      'cannot-apply',
      set('{ x: 1 }'),
      set('{ podManagementPolicy: Parallel }'),
      'spec.podManagementPolicy: OrderedReady -> Parallel',
    ],
    ['immutable-changed', 'cannot-apply', job('a'), job('b'), 'spec.template.spec.containers[0].image'],
    [
      'immutable-changed',
      'cannot-apply',
      service('{ clusterIP: 10.0.0.1 }'),
      service('{ clusterIP: 10.0.0.2 }'),
      'spec.clusterIP: 10.0.0.1 -> 10.0.0.2',
    ],
    [
      'immutable-changed',
      'cannot-apply',
      service('{ x: 1 }'),
      service('{ clusterIP: None }'),
      'spec.clusterIP: (none) -> None',
    ],
    [
      'immutable-changed',
      'cannot-apply',
      config('{ a: "1" }', true),
      config('{ a: "2" }', true),
      'data.a: 1 -> 2',
    ],
    [
      'immutable-changed',
      'cannot-apply',
      config('{}', true),
      config('{}', false),
      'immutable: true -> false',
    ],
    [
      'immutable-changed',
      'cannot-apply',
      manifest('Secret', 'a', 'type: Opaque'),
      manifest('Secret', 'a', 'type: kubernetes.io/tls'),
      'type: Opaque -> kubernetes.io/tls',
    ],
    [
      'immutable-changed',
      'cannot-apply',
      manifest('RoleBinding', 'a', 'roleRef: { name: a }'),
      manifest('RoleBinding', 'a', 'roleRef: { name: b }'),
      'roleRef.name: a -> b',
    ],
    [
      'immutable-changed',
      'cannot-apply',
      manifest('StorageClass', 'a'),
      manifest('StorageClass', 'a', 'reclaimPolicy: Retain'),
      'reclaimPolicy: Delete -> Retain',
    ],
    [
      'immutable-changed',
      'cannot-apply',
      manifest('CustomResourceDefinition', 'a', 'spec: { scope: Namespaced }'),
      manifest('CustomResourceDefinition', 'a', 'spec: { scope: Cluster }'),
      'spec.scope: Namespaced -> Cluster',
    ],
    [
      'scaled-to-zero',
      'outage',
      replicas('Deployment', '{ replicas: 2 }'),
      replicas('Deployment', '{ replicas: 0 }'),
      'spec.replicas: 2 -> 0',
    ],
    [
      'scaled-to-zero',
      'outage',
      replicas('StatefulSet', '{ x: 1 }'),
      replicas('StatefulSet', '{ replicas: 0 }'),
      'spec.replicas: 1 -> 0',
    ],
    [
      'scaled-to-zero',
      'outage',
      replicas('HorizontalPodAutoscaler', '{ minReplicas: 2 }'),
      replicas('HorizontalPodAutoscaler', '{ minReplicas: 0 }'),
      'spec.minReplicas: 2 -> 0',
    ],
  ])('is a hazard: %s, %s, %j', (rule, severity, before, after, reason) => {
    expect(hazardsBetween(before, after)).toMatchObject([
      { rule, severity, reason: expect.stringContaining(reason), hint: expect.stringMatching(/\w/) },
    ]);
  });

  it.each([
    ['a volume that grows', claim('10Gi'), claim('20Gi')],
    ['the same size in other words', claim('1Gi'), claim('1024Mi')],
    ['a size that cannot be read', claim('10Gi'), claim('"{{ .size }}"')],
    ['storage that is no map', cluster('{ size: 1Gi }'), cluster('[1]')],
    ['a field that says what holds anyway', set('{ x: 1 }'), set('{ podManagementPolicy: OrderedReady }')],
    ['an address that is left to the cluster', service('{ clusterIP: 10.0.0.1 }'), service('{ x: 1 }')],
    ['a service that was external', service('{ type: ExternalName }'), service('{ clusterIP: 10.0.0.1 }')],
    ['the content of what is not immutable', config('{ a: "1" }', false), config('{ a: "2" }', false)],
    [
      'a job that is a hook of Helm',
      job('a', 'annotations: { helm.sh/hook: pre-upgrade }'),
      job('b', 'annotations: { helm.sh/hook: pre-upgrade }'),
    ],
    [
      'a job that is replaced',
      job('a'),
      job('b', 'annotations: { argocd.argoproj.io/sync-options: "Force=true,Replace=true" }'),
    ],
    [
      'replicas that were zero',
      replicas('Deployment', '{ replicas: 0, x: 1 }'),
      replicas('Deployment', '{ replicas: 0 }'),
    ],
    [
      'kinds that nobody knows',
      manifest('constructor', 'a', 'spec: { replicas: 1 }'),
      manifest('constructor', 'a', 'spec: { replicas: 0 }'),
    ],
  ])('is none: %s', (_, before, after) => {
    expect(hazardsBetween(before, after)).toEqual([]);
  });
});
