import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pipeline } from '../../environments/index.ts';
import { setUpEngines } from '../../rehearsal/engines/index.ts';
import { worldSettings } from '../../rehearsal/rehearse.ts';
import type { Cluster, ClusterObject } from '../../rehearsal/world/cluster.ts';
import { startWorld } from '../../rehearsal/world/index.ts';
import { connectHelm, find } from './helm.ts';
import { valuesOf } from './values.ts';

const engines = await setUpEngines();
const { render } = connectHelm(engines);

const cleanup = new AsyncDisposableStack();
let cluster: Cluster;

beforeAll(async () => {
  ({ cluster } = await startWorld({ engines, ...worldSettings(pipeline) }, cleanup));
}, 120_000);
afterAll(() => cleanup.disposeAsync(), 60_000);

const inNamespace = (object: ClusterObject, namespace: string): ClusterObject => ({
  ...object,
  metadata: { ...object.metadata, namespace },
});

const unusualValues = {
  image: { registryPullSecret: 'ghcr-io-cred', digests: { web: `sha256:${'97fa'.repeat(16)}` } },
  ingress: { tls: { enabled: false } },
  cnpg: { storage: { storageClass: 'fast' } },
  serviceDefaults: {
    database: true,
    adminPassword: true,
    persistence: { enabled: true, storageClass: 'fast' },
  },
  services: {
    core: { env: { LOG_LEVEL: 'debug' } },
    web: { enabled: false },
    zen: { probe: { type: 'tcp' } },
  },
};

describe('the API server, with strict validation', () => {
  it.each([
    ['demo-staging', valuesOf('demo-staging', '1.0.76')],
    ['demo', valuesOf('demo', '1.0.76')],
    ['unusual-values', unusualValues],
  ])('accepts every field of every object in the chart with the values of %s', async (namespace, values) => {
    const { objects } = await render(values);
    await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const applied = await Promise.allSettled(
      [...objects.values()].map((object) => cluster.apply(inNamespace(object, namespace))),
    );
    expect(applied.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(applied.length).toBeGreaterThan(48);
  });

  it.each(['Deployment/serviceradar-core', 'Ingress/serviceradar', 'Cluster/serviceradar-db'])(
    'refuses an unknown field in %s',
    async (title) => {
      const object = find(await render(), title);
      const unknownField = { ...object, spec: { ...object['spec'], unknownField: true } };
      await expect(cluster.apply(inNamespace(unknownField, 'default'))).rejects.toThrow(/\.unknownField/);
      expect(
        await cluster.get(object.apiVersion, object.kind, object.metadata.name, 'default'),
      ).toBeUndefined();
    },
  );
});
