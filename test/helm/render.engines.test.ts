import { describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { setUpEngines } from '../../rehearsal/engines/index.ts';
import { chart, connectHelm, containerOf, find, type Rendering } from './helm.ts';
import { services, withVolume } from './names.ts';

const engines = await setUpEngines();
const { render } = connectHelm(engines);

const kindsOf = (service: string) => [
  'ConfigMap',
  'Deployment',
  ...(withVolume.includes(service) ? ['PersistentVolumeClaim'] : []),
  'Service',
];
const titlesOf = (names: readonly string[]) =>
  names.flatMap((service) => kindsOf(service).map((kind) => `${kind}/serviceradar-${service}`));
const titlesIn = ({ objects }: Rendering) => [...objects.keys()].sort();

/** The titles of the objects that differ between two renderings. */
const differences = (one: Rendering, other: Rendering) =>
  titlesIn(one).filter((title) => {
    return JSON.stringify(one.objects.get(title)) !== JSON.stringify(other.objects.get(title));
  });

const pathsOf = (rendering: Rendering) =>
  find(rendering, 'Ingress/serviceradar')['spec'].rules[0].http.paths.map(
    ({ path, backend }: { path: string; backend: { service: { name: string } } }) =>
      `${path} ${backend.service.name}`,
  );

describe('the chart', () => {
  it.concurrent('passes `helm lint --strict` without warnings', async () => {
    const { stdout } = await execa(engines['helm'] ?? 'helm', ['lint', '--strict', chart]);
    expect(stdout).not.toMatch(/\[(WARNING|ERROR)\]/);
    expect(stdout).toContain('0 chart(s) failed');
  });

  it.concurrent('renders the objects of sixteen services, an Ingress and a database, and nothing else', async () => {
    expect(titlesIn(await render())).toEqual(
      [...titlesOf(services), 'Cluster/serviceradar-db', 'Ingress/serviceradar'].sort(),
    );
  });

  it.concurrent('renders to the same bytes each time', async () => {
    const [one, other] = await Promise.all([render(), render()]);
    expect(one.text).toBe(other.text);
  });
});

describe('a disabled service of the chart', () => {
  it.concurrent.each(services)('has no objects: %s', async (service) => {
    const rendering = await render({ services: { [service]: { enabled: false } } });
    expect(titlesIn(rendering)).toEqual(
      [
        ...titlesOf(services.filter((other) => other !== service)),
        'Cluster/serviceradar-db',
        'Ingress/serviceradar',
      ].sort(),
    );
  });

  it.concurrent('has no path in the Ingress', async () => {
    expect(pathsOf(await render())).toEqual([
      '/ serviceradar-web',
      '/api serviceradar-core',
      '/auth serviceradar-core',
    ]);
    expect(pathsOf(await render({ services: { core: { enabled: false } } }))).toEqual(['/ serviceradar-web']);
  });

  it.concurrent('leads to no Ingress at all if no enabled service has a path', async () => {
    const services = { core: { enabled: false }, web: { enabled: false } };
    expect((await render({ services })).objects.has('Ingress/serviceradar')).toBe(false);
  });
});

describe('a service of the chart', () => {
  it.concurrent('overrides serviceDefaults even with false and 0', async () => {
    const rendering = await render({
      serviceDefaults: { adminPassword: true, database: true, persistence: { enabled: true } },
      services: {
        web: { replicas: 0, adminPassword: false, database: false, persistence: { enabled: false } },
      },
    });
    const { replicas, template } = find(rendering, 'Deployment/serviceradar-web')['spec'];
    expect(replicas).toBe(0);
    expect(containerOf(rendering, 'web').env.map(({ name }: { name: string }) => name)).toEqual([
      'CONFIG_PATH',
    ]);
    expect(template.spec.volumes.map(({ name }: { name: string }) => name)).toEqual(['config']);
    expect(rendering.objects.has('PersistentVolumeClaim/serviceradar-web')).toBe(false);
    expect(rendering.objects.has('PersistentVolumeClaim/serviceradar-srql')).toBe(true);
  });

  it.concurrent('is restarted when its own config changes, but not when the config of another service changes', async () => {
    const [before, after] = await Promise.all([
      render(),
      render({ services: { web: { config: { query_url: 'http://elsewhere:8080' } } } }),
    ]);
    expect(differences(before, after)).toEqual(['ConfigMap/serviceradar-web', 'Deployment/serviceradar-web']);
    const restarted = structuredClone(find(before, 'Deployment/serviceradar-web'));
    restarted['spec'].template.metadata.annotations = {
      'checksum/config': expect.stringMatching(/^[0-9a-f]{64}$/),
    };
    expect(find(after, 'Deployment/serviceradar-web')).toEqual(restarted);
  });
});
