import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { pipeline } from '../../../../environments/index.ts';
import { Secret } from '../../../../http/secret.ts';
import type { Digest } from '../../../../model/digest.ts';
import type { Pin } from '../../../../model/pin.ts';
import { parseObjects } from '../../../../pipeline/diff/manifests/parse.ts';
import type { KubernetesObject } from '../../../../pipeline/diff/model.ts';
import { apiVersions, kubeVersion } from '../../../../pipeline/diff/render/cluster.ts';
import type { RenderContext } from '../../../../pipeline/diff/render/render-context.ts';
import { renderManifests } from '../../../../pipeline/diff/render/render-manifests.ts';
import { parseRenderRequest } from '../../../../pipeline/diff/render/request.ts';
import { type Client, createClient } from '../../../../pipeline/oci/client.ts';
import { parseReference } from '../../../../pipeline/oci/reference.ts';
import { type EnginePaths, setUpEngines } from '../../../../rehearsal/engines/index.ts';
import { startRepoServer } from '../../../../rehearsal/world/argocd.ts';
import { createContext, type WorldContext } from '../../../../rehearsal/world/context.ts';
import { startProxy } from '../../../../rehearsal/world/proxy.ts';
import { startRegistry } from '../../../../rehearsal/world/registry.ts';
import type { StackConfig } from '../../../../stack/stack-config.ts';
import { folderWith } from '../../../support/folder.ts';
import { synthesize } from '../../../support/synthesis.ts';
import { packChart, probeChart, pushChart } from './support/chart.ts';
import { connectRepoServer, type RepoServer } from './support/repo-server.ts';

const host = 'ghcr.io';
const login = { username: 'ada', password: randomBytes(8).toString('hex') };
const cleanup = new AsyncDisposableStack();
let engines: EnginePaths;
let context: WorldContext;
let repoServer: RepoServer;
let client: Client;
let renderContext: RenderContext;

/** A client that reaches the local registry under the host name that the environments use. */
const connect = (port: number) =>
  createClient({
    credentials: async () => ({
      kind: 'password',
      username: login.username,
      password: new Secret(login.password),
    }),
    fetch: (url, init) => {
      const local = new URL(url);
      if (local.host === host) local.host = `127.0.0.1:${port}`;
      return fetch(local, init);
    },
  });

beforeAll(async () => {
  engines = await setUpEngines();
  context = await createContext(engines, [host], cleanup);
  const { registry, repoServer: port } = context.ports;
  const proxy = await startProxy({ [`${host}:443`]: registry });
  cleanup.defer(proxy.close);
  await startRegistry(context, login.username, login.password);
  await startRepoServer(context, host, proxy.url);
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(context.certificate, 'utf8')]);
  repoServer = connectRepoServer(port);
  cleanup.defer(async () => repoServer.close());
  client = connect(registry);
  renderContext = {
    registry: async () => client,
    root: context.folder,
    path:
      [engines['helm'], engines['kustomize']].map((path) => dirname(path ?? '')).join(':') +
      `:${process.env['PATH']}`,
    cache: context.path('cache'),
    redactionKey: async () => new Uint8Array(32),
    timeout: 60_000,
  };
}, 120_000);
afterAll(() => cleanup.disposeAsync(), 60_000);

interface Source {
  readonly repoURL: string;
  readonly chart?: string;
  readonly targetRevision: string;
  readonly helm?: {
    readonly valuesObject?: Readonly<Record<string, unknown>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}
interface Application extends KubernetesObject {
  readonly spec: { readonly source: Source; readonly destination: { readonly namespace: string } };
}

const repositoryOf = ({ repoURL, chart }: Source) => {
  if (chart !== undefined) return { repo: repoURL, type: 'helm', enableOCI: true, ...login };
  if (repoURL.startsWith('oci://')) return { repo: repoURL, type: 'oci', ...login };
  return { repo: repoURL, type: 'git' };
};

/** Writes JSON as Go does, and therefore the API server. */
const goJson = (value: unknown) =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The objects that the repo-server generates, with the same request as that of the application-controller. */
function generate({ metadata: { name }, spec: { source, destination } }: Application) {
  const { helm, ...rest } = source;
  const raw = Buffer.from(goJson(helm?.valuesObject ?? {})).toString('base64');
  return repoServer.generate({
    repo: repositoryOf(source),
    revision: source.targetRevision,
    applicationSource: helm === undefined ? rest : { ...rest, helm: { ...helm, valuesObject: { raw } } },
    ...{ appName: name, namespace: destination.namespace, projectName: name },
    ...{ kubeVersion, apiVersions, noCache: true, noRevisionCache: true },
    enabledSourceTypes: { Helm: true, Kustomize: true, Directory: true },
  });
}

const titles = (objects: readonly KubernetesObject[]) =>
  objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);

const rendered = async (application: Application) =>
  parseObjects(await renderManifests(parseRenderRequest(application), renderContext)).objects;

/** Renders an Application with this program and with the repo-server, and expects the same objects in the same order. */
async function expectEqual(application: Application): Promise<string[]> {
  const [mine, theirs] = [await rendered(application), await generate(application)];
  expect(titles(mine)).toEqual(titles(theirs));
  expect(mine).toEqual(theirs);
  return titles(theirs);
}

const applicationOf = (environment: string, config: StackConfig): Application => {
  const objects = synthesize(pipeline, environment, config);
  return JSON.parse(JSON.stringify(objects.find(({ kind }) => kind === 'Application')));
};

const application = (source: Source, name = 'probe', namespace = 'somewhere'): Application => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name },
  spec: { source, destination: { namespace } },
});

/** Creates a Git repository with one commit of these files, and a tag. */
async function repositoryWith(files: Readonly<Record<string, string>>, prepare?: (folder: string) => void) {
  const folder = folderWith(files);
  prepare?.(folder);
  const git = (...args: string[]) =>
    execa('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { cwd: folder });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'all');
  await git('tag', '--annotate', '--message', 'a release', 'v1.0.76');
  return `file://${folder}`;
}

/** Publishes a chart under the registry's own address, because the registry names that address for uploads. */
async function publish(name: string, folder: string, version: string): Promise<Digest> {
  const archive = await packChart(engines['helm'] ?? '', folder, version, context.folder);
  const to = parseReference(`127.0.0.1:${context.ports.registry}/carverauto/charts/${name}`);
  return pushChart(client, to, version, archive);
}

describe('renderManifests gives the same objects as the real repo-server', () => {
  let probe: Digest;
  beforeAll(async () => {
    probe = await publish('probe', folderWith(probeChart), '1.0.0');
  });

  it('for every environment, by version, by range and by digest', async () => {
    const digest = await publish('serviceradar', 'helm/serviceradar', '1.0.76');
    if (!digest.startsWith('sha256:')) throw new Error(`${digest} is not a sha256 digest`);
    const exact = { kind: 'exact', version: '1.0.76' } as const;
    for (const { name, follows } of pipeline.environments) {
      const pins: Pin[] = [exact, { ...exact, digest: `sha256:${digest.slice('sha256:'.length)}` }];
      for (const pin of follows ? [...pins, { kind: 'range', range: '*' } as const] : pins)
        expect((await expectEqual(applicationOf(name, { pin }))).length).toBeGreaterThan(40);
    }
  }, 120_000);

  it('for a chart with hooks, CRDs, lists, a subchart, lookup and values files', async () => {
    const helm = {
      valueFiles: ['staging.yaml'],
      valuesObject: {
        text: 'line\nend \u2028 \ufeff \u00a0 \u0000 "quoted" {{ .Values }} <&> € 😀 \\ $HOME',
        yes: 'yes',
        octal: '0755',
        date: '2026-01-01',
        version: '1.10',
        large: 1234567890123,
        float: 1.5,
        zero: 0,
        empty: '',
        nested: { replaced: [true, false] },
        child: { enabled: true },
      },
    };
    const classic = { repoURL: 'ghcr.io/carverauto/charts', chart: 'probe', targetRevision: '~1.0', helm };
    const native = {
      repoURL: 'oci://ghcr.io/carverauto/charts/probe',
      path: '.',
      targetRevision: probe,
      helm,
    };
    const expected = [
      'CustomResourceDefinition/probes.example.com',
      'ConfigMap/two',
      'Job/migrate',
      'Pod/test',
    ];
    for (const source of [classic, native]) {
      const made = await expectEqual(application(source));
      for (const title of expected) expect(made).toContain(title);
    }
    await expectEqual(application({ ...native, helm: {} }, 'no-namespace', ''));
  }, 60_000);

  it.each([
    ['U+007F', '\u007f'],
    ['U+0085', '\u0085'],
    ['U+FFFE', '\ufffe'],
  ])('except for values with %s, which Argo CD loses and this program refuses', async (name, character) => {
    const valuesObject = { text: `a${character}b` };
    const at = { repoURL: 'ghcr.io/carverauto/charts', chart: 'probe', targetRevision: '1.0.0' };
    const broken = application({ ...at, helm: { valuesObject } });
    const data = (await generate(broken)).flatMap((object) => Object.entries(object['data'] ?? {}));
    const values = data.find(([key]) => key === 'values')?.[1];
    expect(JSON.parse(String(values)).text).toMatch(/^(default|a b)$/);
    expect(() => parseRenderRequest(broken)).toThrow(`has the character ${name}, which Argo CD cannot read`);
  });

  it('for a Git path with Helm, at an annotated tag', async () => {
    const repoURL = await repositoryWith(
      {
        'shared.yaml': 'text: from above the chart\n',
        '.gitattributes': 'deploy/staging.yaml export-ignore\n',
      },
      (folder) => cpSync(folderWith(probeChart), join(folder, 'deploy'), { recursive: true }),
    );
    const helm = { releaseName: 'other', valueFiles: ['/shared.yaml', 'staging.yaml', '../shared.yaml'] };
    await expectEqual(application({ repoURL, path: 'deploy', targetRevision: 'v1.0.76', helm }));
  }, 60_000);

  it('for a Git path with Kustomize and a base beside it, at a branch', async () => {
    const repoURL = await repositoryWith({
      'k8s/base/kustomization.yaml': 'resources: [deployment.yaml, settings.yaml]\n',
      'k8s/base/deployment.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { template: { spec: { containers: [{ name: web, image: web }] } } }\n',
      'k8s/base/settings.yaml':
        'apiVersion: v1\nkind: List\nitems:\n  - { apiVersion: v1, kind: ConfigMap, metadata: { name: settings }, data: { mode: "0755" } }\n',
      'k8s/demo/kustomization.yaml':
        'namespace: demo\nnamePrefix: demo-\nresources: [../base]\nimages: [{ name: web, newTag: v1.0.76 }]\nconfigMapGenerator: [{ name: made, literals: [a=yes] }]\n',
    });
    const source = { repoURL, path: 'k8s/demo', targetRevision: 'main', kustomize: {} };
    expect(await expectEqual(application(source))).toContain('Deployment/demo-web');
  }, 60_000);
});

describe('the version that a range selects is the same as with the real repo-server', () => {
  const versions = [
    ...['0.9.0', '1.0.0', '1.0.9', '1.0.10', '1.2.3', '1.2.4-rc.1'],
    ...['2.0.0', '2.1.0-beta.1', '2.1.0-beta.10'],
  ];
  const template = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: "v{{ .Chart.Version }}" }\n';
  const chart = (name: string) => ({
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 0.0.0\n`,
    'templates/one.yaml': template,
  });

  beforeAll(async () => {
    for (const version of versions) await publish('ranges', folderWith(chart('ranges')), version);
  }, 60_000);

  it.each([
    ...['*', 'x', '1.x', '1.2.x', '~1.0', '~1.0.5', '~1.2.3-0', '^1', '^0.9', '^1.0.0-0', '>1.0', '>1'],
    ...['> 2.0', '>=1.2.4-0', '>=2.1.0-alpha', '<2', '<=1.2', '1.0 - 1.2', '1.0.0 - 1.0.9', '~1.0 || ~1.2'],
    ...['>=1 <1.2 || ^0.9', '1.2.x || 0.9.x', '2.1.x', '~3.0', '>=1.0.0-0 <2.0.0', 'latest'],
  ])('for %s', async (targetRevision) => {
    const source = { repoURL: 'ghcr.io/carverauto/charts', chart: 'ranges', targetRevision, helm: {} };
    const [mine, theirs] = [rendered, generate].map((make) =>
      make(application(source)).then(titles, () => 'refused'),
    );
    expect(await mine).toEqual(await theirs);
  });
});
