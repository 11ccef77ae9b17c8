import { chmodSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pack } from 'tar-stream';
import type { RenderContext } from '../../../../pipeline/diff/render/render-context.ts';
import { renderManifests } from '../../../../pipeline/diff/render/render-manifests.ts';
import { renderObjects } from '../../../../pipeline/diff/render/render-objects.ts';
import type { RenderRequest, RenderSource } from '../../../../pipeline/diff/render/request.ts';
import { type Client, createClient } from '../../../../pipeline/oci/client.ts';
import type { Repository } from '../../../../pipeline/oci/reference.ts';
import { setUpEngines } from '../../../../rehearsal/engines/index.ts';
import { folderWith } from '../../../support/folder.ts';
import { startTestRegistry, type TestRegistry } from '../../../support/registry.ts';
import { packChart, pushChart } from './support/chart.ts';
import { createRepository } from './support/repository.ts';

const engines = await setUpEngines();
const helm = engines['helm'] ?? '';
const programs = [helm, engines['kustomize'] ?? ''].map((file) => dirname(file));
let registry: TestRegistry;
let client: Client;

beforeAll(async () => {
  registry = await startTestRegistry('none');
  client = createClient({ plainHttp: true });
}, 60_000);
afterAll(() => registry.stop());

/** A context with Helm, kustomize, git, the test registry and an empty cache. */
const createContext = (changes: Partial<RenderContext> = {}): RenderContext => ({
  registry: async () => client,
  root: folderWith({}),
  path: [...programs, process.env['PATH']].join(':'),
  cache: join(folderWith({}), 'cache'),
  redactionKey: async () => new Uint8Array(32),
  timeout: 60_000,
  ...changes,
});

const request = (source: RenderSource, changes: Partial<RenderRequest> = {}): RenderRequest => ({
  ...{ source, releaseName: 'web', namespace: 'demo', valueFiles: [], values: {} },
  ...changes,
});

const configMap =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: one }\ndata: { text: {{ .Values.text | quote }} }\n';
const chart = {
  'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'values.yaml': 'text: default\n',
  'templates/one.yaml': configMap,
};
const inFolder = (files: Readonly<Record<string, string>>): RenderSource => ({
  kind: 'folder',
  folder: folderWith({ ...chart, ...files }),
});

/** Publishes versions of a chart in a new repository of the registry. */
async function publish(name: string, ...versions: readonly string[]): Promise<Repository> {
  const repository = { registry: registry.host, repository: `charts/${name}` };
  for (const version of versions)
    await pushChart(
      client,
      repository,
      version,
      await packChart(helm, folderWith(chart), version, folderWith({})),
    );
  return repository;
}

/** Packs files as they are, also such as Helm would refuse to pack. */
async function packFiles(files: Readonly<Record<string, string>>): Promise<Uint8Array<ArrayBuffer>> {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) tar.entry({ name }, text);
  tar.finalize();
  return new Uint8Array(gzipSync(await buffer(tar)));
}

describe('a chart in a registry', () => {
  it.each([
    ['1.0.9', 'the chart has no such version'],
    ['~9', 'no version is in this range'],
    [`sha256:${'0'.repeat(64)}`, 'the chart has no such version'],
    ['$(touch canary)', 'the chart has no such version'],
  ])('is reported with the newest versions if there is no version %s', async (revision, what) => {
    const repository = await publish('some', '1.0.1', '1.0.2');
    const failed = renderManifests(request({ kind: 'chart', repository, revision }), createContext());
    await expect(failed).rejects.toThrow(`${registry.host}/charts/some ${revision}: ${what}`);
    await expect(failed).rejects.toThrow('the newest versions: 1.0.2, 1.0.1');
  });

  it('is reported if its repository does not exist', async () => {
    const repository = { registry: registry.host, repository: 'charts/none' };
    await expect(
      renderManifests(request({ kind: 'chart', repository, revision: '*' }), createContext()),
    ).rejects.toThrow(/charts\/none \*: there is no such chart/);
  });

  it('is refused if the artifact is not a Helm chart', async () => {
    const repository = await publish('image', '1.0.0');
    const manifest = await client.getManifest({ ...repository, tag: '1.0.0' });
    const { layers, ...content } = manifest.content;
    const bytes = new TextEncoder().encode(
      JSON.stringify({
        ...content,
        layers: [layers?.[0]].map((layer) => ({ ...layer, mediaType: 'application/gzip' })),
      }),
    );
    await client.putManifest(repository, { mediaType: manifest.mediaType, bytes }, '2.0.0');
    await expect(
      renderManifests(request({ kind: 'chart', repository, revision: '2.0.0' }), createContext()),
    ).rejects.toThrow(/charts\/image:2\.0\.0@sha256:\S+: is not a Helm chart/);
  });
});

describe('a chart that does not render', () => {
  it.each([
    [
      'an error in a template',
      { 'templates/two.yaml': 'a: b\nc: {{ .Values.text.missing.deeper }}\n' },
      /web\/templates\/two\.yaml:2:\d+/,
    ],
    ['a template that is malformed', { 'templates/two.yaml': '{{ if }}\n' }, /templates\/two\.yaml:1/],
    [
      'values that its schema does not allow',
      { 'values.schema.json': '{"properties":{"text":{"type":"integer"}}}' },
      /values don't meet the specifications.*text.*string.*integer/s,
    ],
    ['a template that calls fail', { 'templates/two.yaml': '{{ fail "set a host" }}' }, /set a host/],
    [
      'a missing dependency',
      {
        'Chart.yaml': `${chart['Chart.yaml']}dependencies: [{ name: db, version: 1.0.0, repository: "" }]\n`,
      },
      /missing in charts\/ directory: db/,
    ],
    [
      'a chart without a name',
      { 'Chart.yaml': 'apiVersion: v2\nversion: 1.0.0\n' },
      /chart\.metadata\.name is required/,
    ],
  ])('is reported with the message of Helm: %s', async (_, files, message) => {
    const failed = renderManifests(request(inFolder(files)), createContext());
    await expect(failed).rejects.toMatchObject({ name: 'UserError' });
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.not.toThrow(/pipeline-render-/);
  });

  it.each([
    [
      'with a file outside of its folder',
      { 'web/Chart.yaml': chart['Chart.yaml'], 'web/../../x': '' },
      /illegally references parent directory/,
    ],
    ['without a chart', { 'web/README.md': '' }, /Chart\.yaml file is missing/],
  ])('is reported with the message of Helm: an archive %s', async (name, files, message) => {
    const repository = { registry: registry.host, repository: `charts/${name.replaceAll(' ', '-')}` };
    await pushChart(client, repository, '1.0.0', await packFiles(files));
    const failed = renderManifests(
      request({ kind: 'chart', repository, revision: '1.0.0' }),
      createContext(),
    );
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toThrow(`${registry.host}/${repository.repository}:1.0.0@sha256:`);
  });

  it('is reported if a values file is in an archive that unpacks to more than 100 MiB', async () => {
    const repository = { registry: registry.host, repository: 'charts/bomb' };
    await pushChart(client, repository, '1.0.0', new Uint8Array(gzipSync(Buffer.alloc(101 * 2 ** 20))));
    const wanted = request({ kind: 'chart', repository, revision: '1.0.0' }, { valueFiles: ['a.yaml'] });
    await expect(renderManifests(wanted, createContext())).rejects.toThrow(/the archive cannot be unpacked/);
  });
});

describe('a chart in a folder', () => {
  it.each([
    ['it has no Chart.yaml', { 'templates/one.yaml': '' }, /is not a chart: it has no Chart\.yaml/],
    ['it contains a link', chart, /link: is a link\n +replace it with the file or folder that it points to/],
  ])('is refused if %s', async (_, files, message) => {
    const folder = folderWith(files);
    symlinkSync('templates', join(folder, 'link'));
    await expect(renderManifests(request({ kind: 'folder', folder }), createContext())).rejects.toThrow(
      message,
    );
  });
});

describe('values files', () => {
  const files = { 'staging.yaml': 'text: staging\n', 'sub/other.yaml': 'text: other\n' };
  const textOf = async (source: RenderSource, valueFiles: readonly string[], values = {}) =>
    /text: "(.*)"/.exec(await renderManifests(request(source, { valueFiles, values }), createContext()))?.[1];

  it('override each other in their order, and are overridden by the values of the environment', async () => {
    const repository = { registry: registry.host, repository: 'charts/with-files' };
    const archive = await packChart(helm, folderWith({ ...chart, ...files }), '1.0.0', folderWith({}));
    await pushChart(client, repository, '1.0.0', archive);
    const sources: RenderSource[] = [inFolder(files), { kind: 'chart', repository, revision: '1.0.0' }];
    for (const source of sources) {
      expect(await textOf(source, [])).toBe('default');
      expect(await textOf(source, ['staging.yaml', '/sub/other.yaml'])).toBe('other');
      expect(await textOf(source, ['sub/../sub/other.yaml', 'staging.yaml'])).toBe('staging');
      expect(await textOf(source, ['staging.yaml'], { text: 'own' })).toBe('own');
      await expect(textOf(source, ['nowhere.yaml', 'staging.yaml', '../x.yaml'])).rejects.toThrow(
        /nowhere\.yaml: there is no such values file.*x\.yaml: there is no such values file/s,
      );
    }
  });
});

describe('the program that renders', () => {
  it('is named with a hint how to install it if it is not on PATH', async () => {
    await expect(
      renderManifests(request(inFolder({})), createContext({ path: folderWith({}) })),
    ).rejects.toThrow(/helm: is not on PATH\n +install Helm 3/);
  });

  it('is stopped if it takes too long', async () => {
    const path = folderWith({ helm: '#!/bin/sh\nexec sleep 600\n' });
    chmodSync(join(path, 'helm'), 0o755);
    const slow = createContext({ path: `${path}:${process.env['PATH']}`, timeout: 100 });
    await expect(renderManifests(request(inFolder({})), slow)).rejects.toThrow(
      'helm: took longer than 0.1 s',
    );
  });

  it('gets no settings of the user, and no cluster', async () => {
    const path = folderWith({ helm: '#!/bin/sh\nenv\n' });
    chmodSync(join(path, 'helm'), 0o755);
    process.env['HELM_NAMESPACE'] = 'canary';
    try {
      const seen = await renderManifests(
        request(inFolder({})),
        createContext({ path: `${path}:${process.env['PATH']}` }),
      );
      expect(seen).toContain('KUBECONFIG=/dev/null');
      expect(seen).not.toMatch(/canary|HELM_/);
      expect(seen).toMatch(/^HOME=\/\S*pipeline-render-/m);
    } finally {
      delete process.env['HELM_NAMESPACE'];
    }
  });
});

describe('a Git path', () => {
  it('is refused if its kustomization reads files outside of the repository', async () => {
    const { url } = await createRepository({ 'k8s/kustomization.yaml': 'resources: [../../other]\n' });
    const source = { kind: 'git', repoURL: url, path: 'k8s', revision: 'main', tool: 'kustomize' } as const;
    await expect(renderManifests(request(source), createContext())).rejects.toThrow(
      'k8s/kustomization: "../../other" is outside of the repository',
    );
  });

  it('is reported with the message of kustomize if its kustomization does not build', async () => {
    const { url } = await createRepository({ 'k8s/kustomization.yaml': 'resources: [nowhere.yaml]\n' });
    const source = { kind: 'git', repoURL: url, path: 'k8s', revision: 'main', tool: 'kustomize' } as const;
    await expect(renderManifests(request(source), createContext())).rejects.toThrow(
      new RegExp(`^${url} main k8s: kustomize: .*nowhere\\.yaml`, 's'),
    );
  });
});

describe('a kustomization that fetches a remote base', () => {
  it('is not cached, because the base may change', async () => {
    const base = { 'kustomization.yaml': 'resources: [one.yaml]\n' };
    const object = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;
    const remote = await createRepository({ ...base, 'one.yaml': object('today') });
    const { url } = await createRepository({
      'k8s/kustomization.yaml': `resources: ["${remote.url}?ref=main"]\n`,
    });
    const source = { kind: 'git', repoURL: url, path: 'k8s', revision: 'main', tool: 'kustomize' } as const;
    const context = createContext();
    const names = async () =>
      (await renderObjects(request(source), context)).objects.map(({ metadata }) => metadata.name);
    expect(await names()).toEqual(['today']);
    await remote.commit({ ...base, 'one.yaml': object('tomorrow') });
    expect(await names()).toEqual(['tomorrow']);
  });
});

describe('the cache', () => {
  /** A helm that counts its runs in a log. */
  function countedHelm() {
    const folder = folderWith({});
    const log = join(folder, 'log');
    writeFileSync(log, '');
    writeFileSync(join(folder, 'helm'), `#!/bin/sh\necho run >> ${log}\nexec ${helm} "$@"\n`, {
      mode: 0o755,
    });
    return {
      path: `${folder}:${process.env['PATH']}`,
      runs: () => readFileSync(log, 'utf8').split('\n').length - 1,
    };
  }
  const offline = async () => {
    throw new Error('the registry was used');
  };

  it('holds a chart that is named by its digest, which then needs neither network nor process', async () => {
    const repository = await publish('cached', '1.0.0');
    const revision = (await client.resolve({ ...repository, tag: '1.0.0' }))?.digest ?? '';
    const { path, runs } = countedHelm();
    const context = createContext({ path });
    const wanted = request({ kind: 'chart', repository, revision });
    const first = await renderObjects(wanted, context);
    expect(first.objects).toMatchObject([{ kind: 'ConfigMap', data: { text: 'default' } }]);
    expect(await renderObjects(wanted, { ...context, registry: offline })).toEqual(first);
    expect(runs()).toBe(1);
  });

  it('has one entry for a version, its digest and a range', async () => {
    const repository = await publish('same', '1.0.0');
    const revision = (await client.resolve({ ...repository, tag: '1.0.0' }))?.digest ?? '';
    const { path, runs } = countedHelm();
    const context = createContext({ path });
    for (const by of [revision, '1.0.0', '~1.0'])
      await renderObjects(request({ kind: 'chart', repository, revision: by }), context);
    expect(runs()).toBe(1);
  });

  it('has an entry of its own for each change of the request, the chart or the redaction key', async () => {
    const source = inFolder({ 'staging.yaml': '' });
    const { path, runs } = countedHelm();
    const context = createContext({ path });
    const requests = [
      request(source),
      request(source, { releaseName: 'other' }),
      request(source, { namespace: 'other' }),
      request(source, { values: { text: 'other' } }),
      request(source, { valueFiles: ['staging.yaml'] }),
      request(inFolder({ 'values.yaml': 'text: other\n' })),
    ];
    for (const each of [...requests, ...requests]) await renderObjects(each, context);
    expect(runs()).toBe(requests.length);
    await renderObjects(request(source), {
      ...context,
      redactionKey: async () => new Uint8Array(32).fill(1),
    });
    expect(runs()).toBe(requests.length + 1);
  });

  it('replaces damaged entries', async () => {
    const { path, runs } = countedHelm();
    const context = createContext({ path });
    const wanted = request(inFolder({}));
    const rendering = await renderObjects(wanted, context);
    const folder = join(context.cache, 'renders');
    const [entry = ''] = readdirSync(folder);
    for (const damage of ['', '{', '{}', '{"objects":[{}],"faults":[]}']) {
      writeFileSync(join(folder, entry), damage);
      expect(await renderObjects(wanted, context)).toEqual(rendering);
    }
    expect(runs()).toBe(5);
    expect(await renderObjects(wanted, context)).toEqual(rendering);
    expect(runs()).toBe(5);
  });

  it('holds no secret values', async () => {
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { password: the-canary }\n';
    const context = createContext();
    const { objects } = await renderObjects(request(inFolder({ 'templates/two.yaml': secret })), context);
    const kept = readdirSync(context.cache, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
    expect(kept).toEqual([JSON.stringify({ objects, faults: [] })]);
    expect(kept.join()).toContain('<secret ');
    expect(kept.join()).not.toContain('the-canary');
  });

  it('holds charts with 5,000 objects', async () => {
    const many =
      '{{ range until 5000 }}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: "c{{ . }}" }\n{{ end }}';
    const context = createContext();
    const wanted = request(inFolder({ 'templates/one.yaml': many }));
    const rendering = await renderObjects(wanted, context);
    expect(rendering.objects.length).toBe(5000);
    expect(await renderObjects(wanted, { ...context, timeout: 1 })).toEqual(rendering);
  });
});
