import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { setUpEngines } from '../../rehearsal/engines/index.ts';
import { connectHelm, containerOf, find } from './helm.ts';
import { services } from './names.ts';
import { valuesOf } from './values.ts';

const { render } = connectHelm(await setUpEngines());

const version = readFileSync('VERSION', 'utf8').trim();

describe.each([
  {
    environment: 'demo-staging',
    host: 'staging.serviceradar.cloud',
    tag: `v${version}`,
    policy: 'Always',
    database: 'serviceradar-staging-db',
  },
  {
    environment: 'demo',
    host: 'demo.serviceradar.cloud',
    tag: 'v1.0.75',
    policy: 'IfNotPresent',
    database: 'serviceradar-demo-db',
  },
])('the chart for $environment', ({ environment, host, tag, policy, database }) => {
  const rendering = render(valuesOf(environment, '1.0.75'));

  it('has an Ingress for its host, with its ingress class and certificate issuer', async () => {
    const { metadata, spec } = find(await rendering, 'Ingress/serviceradar');
    expect(metadata['annotations']).toEqual({ 'cert-manager.io/cluster-issuer': 'carverauto-issuer' });
    expect(spec).toMatchObject({
      ingressClassName: 'nginx',
      tls: [{ hosts: [host], secretName: 'serviceradar-tls' }],
      rules: [{ host }],
    });
  });

  it('runs every service with its image tag and pull policy', async () => {
    for (const service of services) {
      expect(containerOf(await rendering, service)).toMatchObject({
        image: `ghcr.io/carverauto/serviceradar-${service}:${tag}`,
        imagePullPolicy: policy,
      });
    }
    expect((await rendering).text).not.toMatch(/latest/i);
  });

  it('has its own database', async () => {
    expect(find(await rendering, `Cluster/${database}`)).toBeDefined();
  });
});
