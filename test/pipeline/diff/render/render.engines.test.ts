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

/** A machine with Helm, kustomize, git and a new cache. */
const machine = (changes: Partial<RenderContext> = {}): RenderContext => ({
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

/** A repository of its own with these charts in the registry. */
async function published(name: string, ...versions: readonly string[]): Promise<Repository> {
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

/** An archive with these files and nothing that Helm itself would not pack. */
async function archiveOf(files: Readonly<Record<string, string>>): Promise<Uint8Array<ArrayBuffer>> {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) tar.entry({ name }, text);
  tar.finalize();
  return new Uint8Array(gzipSync(await buffer(tar)));
}

describe('a chart that is not there', () => {
  it.each([
    ['1.0.9', 'the chart has no such version'],
    ['~9', 'no version is in this range'],
    [`sha256:${'0'.repeat(64)}`, 'the chart has no such version'],
    ['$(touch canary)', 'the chart has no such version'],
  ])('%s: the newest there are', async (revision, what) => {
    const repository = await published('some', '1.0.1', '1.0.2');
    const failed = renderManifests(request({ kind: 'chart', repository, revision }), machine());
    await expect(failed).rejects.toThrow(`${registry.host}/charts/some ${revision}: ${what}`);
    await expect(failed).rejects.toThrow('the newest there are: 1.0.2, 1.0.1');
  });

  it('at all', async () => {
    const repository = { registry: registry.host, repository: 'charts/none' };
    await expect(
      renderManifests(request({ kind: 'chart', repository, revision: '*' }), machine()),
    ).rejects.toThrow(/charts\/none \*: there is no such chart/);
  });

  it('but something else is', async () => {
    const repository = await published('image', '1.0.0');
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
      renderManifests(request({ kind: 'chart', repository, revision: '2.0.0' }), machine()),
    ).rejects.toThrow(/charts\/image:2\.0\.0@sha256:\S+: is not a Helm chart/);
  });
});

describe('a chart that does not render: Helm’s own words', () => {
  it.each([
    [
      'an error in a template, with file and line',
      { 'templates/two.yaml': 'a: b\nc: {{ .Values.text.missing.deeper }}\n' },
      /web\/templates\/two\.yaml:2:\d+/,
    ],
    ['a template that cannot be read', { 'templates/two.yaml': '{{ if }}\n' }, /templates\/two\.yaml:1/],
    [
      'values that its schema does not allow',
      { 'values.schema.json': '{"properties":{"text":{"type":"integer"}}}' },
      /values don't meet the specifications.*text.*string.*integer/s,
    ],
    ['what it fails with itself', { 'templates/two.yaml': '{{ fail "set a host" }}' }, /set a host/],
    [
      'a dependency that is not there',
      {
        'Chart.yaml': `${chart['Chart.yaml']}dependencies: [{ name: db, version: 1.0.0, repository: "" }]\n`,
      },
      /missing in charts\/ directory: db/,
    ],
    ['no name', { 'Chart.yaml': 'apiVersion: v2\nversion: 1.0.0\n' }, /chart\.metadata\.name is required/],
  ])('%s', async (_, files, message) => {
    const failed = renderManifests(request(inFolder(files)), machine());
    await expect(failed).rejects.toMatchObject({ name: 'UserError' });
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.not.toThrow(/pipeline-render-/);
  });

  it.each([
    [
      'with a file out of it',
      { 'web/Chart.yaml': chart['Chart.yaml'], 'web/../../x': '' },
      /illegally references parent directory/,
    ],
    ['without a chart', { 'web/README.md': '' }, /Chart\.yaml file is missing/],
  ])('fault 17: an archive %s', async (name, files, message) => {
    const repository = { registry: registry.host, repository: `charts/${name.replaceAll(' ', '-')}` };
    await pushChart(client, repository, '1.0.0', await archiveOf(files));
    const failed = renderManifests(request({ kind: 'chart', repository, revision: '1.0.0' }), machine());
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toThrow(`${registry.host}/${repository.repository}:1.0.0@sha256:`);
  });

  it('fault 17: an archive that unpacks to gigabytes, where a values file of it is wanted', async () => {
    const repository = { registry: registry.host, repository: 'charts/bomb' };
    await pushChart(client, repository, '1.0.0', new Uint8Array(gzipSync(Buffer.alloc(101 * 2 ** 20))));
    const wanted = request({ kind: 'chart', repository, revision: '1.0.0' }, { valueFiles: ['a.yaml'] });
    await expect(renderManifests(wanted, machine())).rejects.toThrow(/its archive cannot be unpacked/);
  });
});

describe('a folder', () => {
  it.each([
    ['without a chart', { 'templates/one.yaml': '' }, /is no chart: it has no Chart\.yaml/],
    ['with a link', chart, /link: is a link\n +put what it leads to in its place/],
  ])('%s is refused', async (_, files, message) => {
    const folder = folderWith(files);
    symlinkSync('templates', join(folder, 'link'));
    await expect(renderManifests(request({ kind: 'folder', folder }), machine())).rejects.toThrow(message);
  });
});

describe('values files', () => {
  const files = { 'staging.yaml': 'text: staging\n', 'sub/other.yaml': 'text: other\n' };
  const textOf = async (source: RenderSource, valueFiles: readonly string[], values = {}) =>
    /text: "(.*)"/.exec(await renderManifests(request(source, { valueFiles, values }), machine()))?.[1];

  it('are read in their order, before the values of the environment', async () => {
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

describe('a program', () => {
  it('that is not installed: how to', async () => {
    await expect(renderManifests(request(inFolder({})), machine({ path: folderWith({}) }))).rejects.toThrow(
      /helm: is not on PATH\n +install Helm 3/,
    );
  });

  it('that does not end is ended', async () => {
    const path = folderWith({ helm: '#!/bin/sh\nexec sleep 600\n' });
    chmodSync(join(path, 'helm'), 0o755);
    const slow = machine({ path: `${path}:${process.env['PATH']}`, timeout: 100 });
    await expect(renderManifests(request(inFolder({})), slow)).rejects.toThrow(
      'helm: took longer than 0.1 s',
    );
  });

  it('sees nothing of the user: no settings, no cluster', async () => {
    const path = folderWith({ helm: '#!/bin/sh\nenv\n' });
    chmodSync(join(path, 'helm'), 0o755);
    process.env['HELM_NAMESPACE'] = 'canary';
    try {
      const seen = await renderManifests(
        request(inFolder({})),
        machine({ path: `${path}:${process.env['PATH']}` }),
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
  it('with a kustomization that reaches outside of the repository is refused', async () => {
    const { url } = await createRepository({ 'k8s/kustomization.yaml': 'resources: [../../other]\n' });
    const source = { kind: 'git', repoURL: url, path: 'k8s', revision: 'main', tool: 'kustomize' } as const;
    await expect(renderManifests(request(source), machine())).rejects.toThrow(
      'k8s/kustomization: "../../other" is outside of the repository',
    );
  });

  it('with a kustomization that does not build: kustomize’s own words', async () => {
    const { url } = await createRepository({ 'k8s/kustomization.yaml': 'resources: [nowhere.yaml]\n' });
    const source = { kind: 'git', repoURL: url, path: 'k8s', revision: 'main', tool: 'kustomize' } as const;
    await expect(renderManifests(request(source), machine())).rejects.toThrow(
      new RegExp(`^${url} main k8s: kustomize: .*nowhere\\.yaml`, 's'),
    );
  });
});

describe('what is fetched on the way', () => {
  it('may be another tomorrow, and is not kept', async () => {
    const base = { 'kustomization.yaml': 'resources: [one.yaml]\n' };
    const object = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;
    const remote = await createRepository({ ...base, 'one.yaml': object('today') });
    const { url } = await createRepository({
      'k8s/kustomization.yaml': `resources: ["${remote.url}?ref=main"]\n`,
    });
    const source = { kind: 'git', repoURL: url, path: 'k8s', revision: 'main', tool: 'kustomize' } as const;
    const around = machine();
    const names = async () =>
      (await renderObjects(request(source), around)).objects.map(({ metadata }) => metadata.name);
    expect(await names()).toEqual(['today']);
    await remote.commit({ ...base, 'one.yaml': object('tomorrow') });
    expect(await names()).toEqual(['tomorrow']);
  });
});

describe('the cache', () => {
  /** Helm, with a line in a log for each time that it runs. */
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
    throw new Error('the network was asked');
  };

  it('answers for a chart by digest without network or process', async () => {
    const repository = await published('cached', '1.0.0');
    const revision = (await client.resolve({ ...repository, tag: '1.0.0' }))?.digest ?? '';
    const { path, runs } = countedHelm();
    const around = machine({ path });
    const wanted = request({ kind: 'chart', repository, revision });
    const first = await renderObjects(wanted, around);
    expect(first.objects).toMatchObject([{ kind: 'ConfigMap', data: { text: 'default' } }]);
    expect(await renderObjects(wanted, { ...around, registry: offline })).toEqual(first);
    expect(runs()).toBe(1);
  });

  it('takes a version and its digest for the same', async () => {
    const repository = await published('same', '1.0.0');
    const revision = (await client.resolve({ ...repository, tag: '1.0.0' }))?.digest ?? '';
    const { path, runs } = countedHelm();
    const around = machine({ path });
    for (const by of [revision, '1.0.0', '~1.0'])
      await renderObjects(request({ kind: 'chart', repository, revision: by }), around);
    expect(runs()).toBe(1);
  });

  it('renders again when anything is another', async () => {
    const source = inFolder({ 'staging.yaml': '' });
    const { path, runs } = countedHelm();
    const around = machine({ path });
    const requests = [
      request(source),
      request(source, { releaseName: 'other' }),
      request(source, { namespace: 'other' }),
      request(source, { values: { text: 'other' } }),
      request(source, { valueFiles: ['staging.yaml'] }),
      request(inFolder({ 'values.yaml': 'text: other\n' })),
    ];
    for (const each of [...requests, ...requests]) await renderObjects(each, around);
    expect(runs()).toBe(requests.length);
    await renderObjects(request(source), { ...around, redactionKey: async () => new Uint8Array(32).fill(1) });
    expect(runs()).toBe(requests.length + 1);
  });

  it('replaces an entry that is damaged', async () => {
    const { path, runs } = countedHelm();
    const around = machine({ path });
    const wanted = request(inFolder({}));
    const rendering = await renderObjects(wanted, around);
    const folder = join(around.cache, 'renders');
    const [entry = ''] = readdirSync(folder);
    for (const damage of ['', '{', '{}', '{"objects":[{}],"faults":[]}']) {
      writeFileSync(join(folder, entry), damage);
      expect(await renderObjects(wanted, around)).toEqual(rendering);
    }
    expect(runs()).toBe(5);
    expect(await renderObjects(wanted, around)).toEqual(rendering);
    expect(runs()).toBe(5);
  });

  it('fault 18: holds no secret', async () => {
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { password: the-canary }\n';
    const around = machine();
    const { objects } = await renderObjects(request(inFolder({ 'templates/two.yaml': secret })), around);
    const kept = readdirSync(around.cache, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
    expect(kept).toEqual([JSON.stringify({ objects, faults: [] })]);
    expect(kept.join()).toContain('<secret ');
    expect(kept.join()).not.toContain('the-canary');
  });

  it('holds 5,000 objects as well as one', async () => {
    const many =
      '{{ range until 5000 }}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: "c{{ . }}" }\n{{ end }}';
    const around = machine();
    const wanted = request(inFolder({ 'templates/one.yaml': many }));
    const rendering = await renderObjects(wanted, around);
    expect(rendering.objects.length).toBe(5000);
    expect(await renderObjects(wanted, { ...around, timeout: 1 })).toEqual(rendering);
  });
});
