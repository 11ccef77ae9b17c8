import { describe, expect, it } from '@jest/globals';
import { setUpEngines } from '../../rehearsal/engines/index.ts';
import { connectHelm, containerOf, find, parseObjects } from './helm.ts';

const { render, renderError } = connectHelm(await setUpEngines());

const traps = [
  '1.10',
  '0755',
  '0b101',
  '0x1F',
  '1_000',
  '1e3',
  '1:30',
  '.inf',
  'yes',
  'No',
  'on',
  'OFF',
  'y',
  'true',
  'null',
  '~',
  '',
  '2024-01-01',
  '2024-01-01T00:00:00Z',
  '<<',
  '*alias',
  '&anchor',
  '!tag',
  '- dash',
  'a: b',
  'a #b',
  '{a: b}',
  '---',
  '\ttab',
  ' space ',
  'line\nline\n',
  '  line\nline',
  'line\r\nline',
  '\ufeff',
  '\u0007\u001b',
  '日本 🚀',
  '"quoted"',
  "it's",
  'back\\slash',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what GitHub would expand
  '${{ github.token }}',
  '$(id)',
  '{{ .Values.x }}',
];
const byName = Object.fromEntries(traps.map((trap, i) => [`TRAP_${i}`, trap]));
const words = ['on', 'yes', 'no', 'null', 'true', 'y', '1e3', '0x1f'];

const read = async (values: object, version: '1.1' | '1.2') => ({
  objects: parseObjects((await render(values)).text, version),
});
const byVariable = (env: readonly { name: string; value: string }[]) =>
  Object.fromEntries(env.map(({ name, value }) => [name, value]));

describe.each(['1.1', '1.2'] as const)('the rendered chart, read as YAML %s,', (version) => {
  it.concurrent('keeps the values of environment variables as strings', async () => {
    const rendering = await read({ services: { core: { env: byName } } }, version);
    expect(byVariable(containerOf(rendering, 'core').env)).toMatchObject(byName);
  });

  it.concurrent('keeps the names of environment variables as strings', async () => {
    const env = { NO: 'no', Y: 'y', null: 'null', on: 'on' };
    const rendering = await read({ services: { core: { env } } }, version);
    expect(byVariable(containerOf(rendering, 'core').env)).toMatchObject(env);
  });

  it.concurrent('keeps the names of ports as strings', async () => {
    const ports = Object.fromEntries(words.map((word, i) => [word, { port: 2000 + i }]));
    const rendering = await read({ services: { mapper: { ports } } }, version);
    const names = [...words, 'grpc'].sort();
    const namesOf = (list: { name: string }[]) => list.map(({ name }) => name).sort();
    expect(namesOf(containerOf(rendering, 'mapper').ports)).toEqual(names);
    const service = find(rendering, 'Service/serviceradar-mapper')['spec'];
    expect(namesOf(service.ports)).toEqual(names);
    for (const { name, targetPort } of service.ports) expect(targetPort).toBe(name);
  });

  it.concurrent('keeps paths with special characters unchanged', async () => {
    const web = { probe: { path: '/a: #b' }, persistence: { enabled: true, mountPath: '/c: #d' } };
    const container = containerOf(await read({ services: { web } }, version), 'web');
    expect(container.livenessProbe.httpGet.path).toBe('/a: #b');
    expect(container.volumeMounts).toContainEqual({ name: 'data', mountPath: '/c: #d' });
  });

  it.concurrent.each(words)('keeps %s as a string wherever it is a name in the values', async (word) => {
    const rendering = await read(
      {
        global: { imageTag: word },
        image: { registryPullSecret: word },
        auth: { adminSecretName: word },
        ingress: { className: word, host: word, tls: { secretName: word, clusterIssuer: word } },
        services: { datasvc: { persistence: { storageClass: word } } },
        cnpg: { storage: { storageClass: word } },
      },
      version,
    );
    const { spec } = find(rendering, 'Deployment/serviceradar-core')['spec'].template;
    expect(spec.imagePullSecrets).toEqual([{ name: word }]);
    expect(spec.containers[0].image).toBe(`ghcr.io/carverauto/serviceradar-core:${word}`);
    expect(spec.containers[0].env).toContainEqual(
      expect.objectContaining({
        valueFrom: { secretKeyRef: { name: word, key: 'admin-password', optional: true } },
      }),
    );
    const ingress = find(rendering, 'Ingress/serviceradar');
    expect(ingress.metadata['annotations']).toEqual({ 'cert-manager.io/cluster-issuer': word });
    expect(ingress['spec']).toMatchObject({
      ingressClassName: word,
      tls: [{ hosts: [word], secretName: word }],
      rules: [{ host: word }],
    });
    expect(find(rendering, 'PersistentVolumeClaim/serviceradar-datasvc')['spec'].storageClassName).toBe(word);
    expect(find(rendering, 'Cluster/serviceradar-db')['spec'].storage.storageClass).toBe(word);
  });

  it.concurrent('keeps strings in the JSON config of a service unchanged', async () => {
    const rendering = await read({ services: { core: { config: { traps, byName } } } }, version);
    const { data } = find(rendering, 'ConfigMap/serviceradar-core');
    expect(JSON.parse(data['core.json'])).toMatchObject({ traps, byName });
  });

  it.concurrent.each(['a = 1\n', '  [a]\nb = 1\n', '\n\n  a\n', '---\n', '{{ .Values.x }} # "\'\n'])(
    'keeps the text %j in a TOML config unchanged',
    async (config) => {
      const rendering = await read({ services: { flowgger: { config } } }, version);
      expect(find(rendering, 'ConfigMap/serviceradar-flowgger')['data']['flowgger.toml']).toBe(config);
    },
  );
});

describe('cdk8s, which prints values.yaml as YAML 1.1,', () => {
  it.concurrent.each([
    ['0o17', '0o17'],
    ['U+007F', '\u007f'],
    ['U+2028', 'a\u2028b'],
    ['U+2029', 'a\u2029b'],
  ])('prints %s so that Helm misreads and refuses it', async (_, trap) => {
    expect(await renderError({ services: { core: { env: { TRAP: trap } } } })).toMatch(
      /got number, want string|error converting YAML to JSON/,
    );
  });

  it.failing('escapes U+0085, which Helm would read as a space', async () => {
    const { objects } = await render({ services: { core: { env: { TRAP: 'a\u0085b' } } } });
    expect(byVariable(containerOf({ objects }, 'core').env)).toMatchObject({ TRAP: 'a\u0085b' });
  });
});
