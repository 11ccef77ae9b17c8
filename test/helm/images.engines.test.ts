import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { setUpEngines } from '../../rehearsal/engines/index.ts';
import { connectHelm, containerOf, find, leaves, type Rendering } from './helm.ts';
import { services } from './names.ts';

const { render } = connectHelm(await setUpEngines());

const digest = `sha256:${'97fa'.repeat(16)}`;
const version = readFileSync('VERSION', 'utf8').trim();

const imagesOf = (rendering: Rendering) =>
  Object.fromEntries(services.map((service) => [service, containerOf(rendering, service).image]));

/** The expected images of all services: with this tag, or with that in `others`. */
const expectedImages = (suffix: string, others: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(
    services.map((service) => [
      service,
      `ghcr.io/carverauto/serviceradar-${service}:${others[service] ?? suffix}`,
    ]),
  );

describe('the image of a service', () => {
  it.concurrent.each([
    ['has the tag latest by default', {}, expectedImages('latest')],
    ['has the appTag', { image: { tags: { appTag: 'v1.10' } } }, expectedImages('v1.10')],
    [
      'has the tag v<appVersion> when the appTag is empty',
      { image: { tags: { appTag: '' } } },
      expectedImages(`v${version}`),
    ],
    [
      'has its own tag rather than the appTag',
      { image: { tags: { appTag: 'v1', core: 'v2', 'db-event-writer': 'v3' } } },
      expectedImages('v1', { core: 'v2', 'db-event-writer': 'v3' }),
    ],
    [
      'has the appTag when its own is empty',
      { image: { tags: { appTag: 'v1', core: '' } } },
      expectedImages('v1'),
    ],
    [
      'has the global tag rather than any other',
      { global: { imageTag: 'v9' }, image: { tags: { appTag: 'v1', core: 'v2' } } },
      expectedImages('v9'),
    ],
    [
      'has its own digest after its tag',
      { image: { tags: { appTag: 'v1' }, digests: { web: digest } } },
      expectedImages('v1', { web: `v1@${digest}` }),
    ],
    [
      'has its own digest after the global tag',
      { global: { imageTag: 'v9' }, image: { digests: { web: digest } } },
      expectedImages('v9', { web: `v9@${digest}` }),
    ],
  ] as const)('%s', async (_, values, expected) => {
    expect(imagesOf(await render(values))).toEqual(expected);
  });

  it.concurrent('is in the registry of the values, and the chart has no other image', async () => {
    const { objects } = await render({
      global: { imageTag: 'v9' },
      image: { registry: 'registry.example:5000/team' },
    });
    const found = leaves([...objects.values()]).filter(([path]) => /image(name)?$/i.test(path));
    expect(found.map(([, image]) => image).sort()).toEqual(
      services.map((service) => `registry.example:5000/team/serviceradar-${service}:v9`),
    );
  });
});

describe('the containers of the chart', () => {
  it.concurrent.each([
    ['IfNotPresent', {}],
    ['Always', { global: { imagePullPolicy: 'Always' } }],
    ['Never', { global: { imagePullPolicy: 'Never' } }],
  ] as const)('have the pull policy %s with the values %j', async (policy, values) => {
    const rendering = await render(values);
    for (const service of services) expect(containerOf(rendering, service).imagePullPolicy).toBe(policy);
  });

  it.concurrent.each([
    [
      'the pull secret of the values',
      { image: { registryPullSecret: 'ghcr-io-cred' } },
      [{ name: 'ghcr-io-cred' }],
    ],
    ['no pull secret if the values have none', {}, undefined],
  ] as const)('have %s in every pod', async (_, values, expected) => {
    const rendering = await render(values);
    for (const service of services) {
      const { spec } = find(rendering, `Deployment/serviceradar-${service}`)['spec'].template;
      expect(spec.imagePullSecrets).toEqual(expected);
    }
  });
});
