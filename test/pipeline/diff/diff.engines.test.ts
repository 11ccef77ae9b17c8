import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { parse } from 'yaml';
import { pipeline } from '../../../environments/index.ts';
import { diffSchema } from '../../../pipeline/diff/report/json.ts';
import { startGitHub } from '../../../rehearsal/github/server.ts';
import { findRepository } from '../../../rehearsal/github/state.ts';
import { type Checkout, createCheckout } from '../../../rehearsal/play/checkout.ts';
import { startRegistryOnly } from '../../../rehearsal/registry-only.ts';

const cleanup = new AsyncDisposableStack();
const { chart } = pipeline.application;
const builder = fileURLToPath(new URL('../../../rehearsal/play/build-images.ts', import.meta.url));
let checkout: Checkout;
let env: Record<string, string>;
let cache: string;

const node = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  execa(process.execPath, args, { cwd: checkout.folder, env: { ...env, ...more }, reject: false, all: true });
const diff = (...args: readonly string[]) => node(['pipeline/main.js', 'diff', ...args]);
const diffJson = async (...args: readonly string[]) =>
  diffSchema.parse(JSON.parse((await diff(...args, '--json')).stdout));

async function publish(version: string): Promise<void> {
  await node([builder, version]);
  const { exitCode, all } = await node(['pipeline/main.js', 'chart', 'publish', '--image-tag', version]);
  if (exitCode !== 0) throw new Error(all);
}

beforeAll(async () => {
  const world = await startRegistryOnly(cleanup);
  checkout = await createCheckout();
  cleanup.defer(checkout.remove);
  cache = join(world.folder, 'cache');
  mkdirSync(cache);
  env = { ...world.env, XDG_CACHE_HOME: cache };
  await publish('1.0.76');
  await checkout.edit('VERSION', '1.0.76', '1.0.77');
  for (const key of ['version', 'appVersion'])
    await checkout.edit(join(chart.path, 'Chart.yaml'), `\n${key}: 1.0.76`, `\n${key}: 1.0.77`);
  await checkout.edit(join(chart.path, 'values.yaml'), '    size: 20Gi', '    size: 10Gi');
  await publish('1.0.77');
  await checkout.commit('1.0.77');
}, 120_000);
afterAll(() => cleanup.disposeAsync(), 60_000);

describe('pipeline diff', () => {
  it('shows what promoting a version would change, without editing a file', async () => {
    const report = await diffJson('demo', '--to', '1.0.77');
    expect(report.title).toBe('demo -> 1.0.77');
    const [demo] = report.environments;
    expect(demo).toMatchObject({
      environment: 'demo',
      from: { release: '1.0.76' },
      to: { release: '1.0.77' },
    });
    expect(demo?.images).toHaveLength(16);
    expect(demo?.images[0]?.to).toMatch(/^v1\.0\.77@sha256:/);
    expect(demo?.hazards.map(({ rule, object }) => [rule, object.kind])).toEqual([
      ['storage-shrunk', 'Cluster'],
    ]);
    expect(readFileSync(join(checkout.folder, 'Pulumi.demo.yaml'), 'utf8')).toContain('version: 1.0.76');
  }, 60_000);

  it('prints the same when it is run again', async () => {
    const first = await diff('demo', '--to', '1.0.77');
    const again = await diff('demo', '--to', '1.0.77');
    expect(again.stdout).toBe(first.stdout);
  }, 60_000);

  describe('run again with the same arguments', () => {
    const mark = 'from the cache';
    const args = ['pipeline/main.js', 'diff', 'demo', '--to', '1.0.77', '--fail-on', 'caution'];
    const folder = () => join(cache, 'marked', 'release-pipeline', 'results');
    const run = () => node(args, { XDG_CACHE_HOME: join(cache, 'marked') });
    /** Replaces the cached result by a marked one of this age in minutes. */
    const markResult = (age: number) => {
      for (const name of readdirSync(folder())) {
        const path = join(folder(), name);
        writeFileSync(path, JSON.stringify({ stdout: mark, stderr: 'as before', exitCode: 3 }));
        const then = new Date(Date.now() - age * 60_000);
        utimesSync(path, then, then);
      }
    };

    beforeAll(async () => {
      expect((await run()).exitCode).toBe(3);
    }, 60_000);

    it('prints the cached result for five minutes, with the same exit code', async () => {
      markResult(4);
      const { stdout, stderr, exitCode } = await run();
      expect({ stdout, stderr, exitCode }).toEqual({ stdout: mark, stderr: 'as before', exitCode: 3 });
    }, 60_000);

    it.each<[string, () => Promise<unknown>]>([
      ['the cached result is older', async () => markResult(6)],
      ['the cached result is from the future', async () => markResult(-6)],
      [
        'the cached result is damaged',
        async () => {
          for (const name of readdirSync(folder())) writeFileSync(join(folder(), name), '{');
        },
      ],
      ['an environment is edited', () => checkout.edit('environments/demo.ts', "'10m'", "'11m'")],
      ['a stack file is edited', () => checkout.setPin('demo', '1.0.76 # still')],
      ['a branch moves', () => checkout.git('update-ref', 'refs/heads/another', 'HEAD')],
    ])(
      'compares again if %s',
      async (_, change) => {
        markResult(4);
        await change();
        try {
          const { stdout, exitCode } = await run();
          expect(stdout).toContain('demo -> 1.0.77');
          expect(exitCode).toBe(3);
        } finally {
          await checkout.git('checkout', '--quiet', '--', 'environments', 'Pulumi.demo.yaml');
        }
      },
      60_000,
    );
  });

  it('needs no cluster, and prints the same with a kubeconfig whose cluster cannot be reached', async () => {
    const kubeconfig = join(cache, 'kubeconfig');
    const cluster = { name: 'gone', cluster: { server: 'https://127.0.0.1:1' } };
    const contexts = [{ name: 'gone', context: { cluster: 'gone', user: 'gone' } }];
    const config = { apiVersion: 'v1', kind: 'Config', clusters: [cluster], contexts, users: [] };
    writeFileSync(kubeconfig, JSON.stringify({ ...config, 'current-context': 'gone' }));
    const unreachable = { KUBECONFIG: kubeconfig, XDG_CACHE_HOME: join(cache, 'unreachable') };
    const args = ['pipeline/main.js', 'diff', 'demo', '--to', '1.0.77'];
    const [withCluster, without] = await Promise.all([node(args, unreachable), node(args)]);
    expect([withCluster.exitCode, withCluster.stdout]).toEqual([0, without.stdout]);
  }, 60_000);

  it('shows what the working tree changes in each environment since another commit', async () => {
    await checkout.edit(
      'environments/demo.ts',
      "host: 'demo.serviceradar.cloud'",
      "host: 'app.serviceradar.cloud'",
    );
    try {
      const report = await diffJson('--base', 'HEAD');
      expect(report.environments.map(({ environment, changes }) => [environment, changes.length])).toEqual([
        ['demo-staging', 0],
        ['demo', 2],
      ]);
      const [, demo] = report.environments;
      expect(demo?.changes.map(({ id, origin }) => [id.kind, origin])).toEqual([
        ['Application', 'pipeline'],
        ['Ingress', 'application'],
      ]);
      expect(demo?.hazards.map(({ rule }) => rule)).toEqual(['host-lost']);
    } finally {
      await checkout.git('checkout', '--quiet', '--', 'environments');
    }
  }, 60_000);

  it('compares two environments', async () => {
    const report = await diffJson('demo-staging', 'demo');
    expect(report.title).toBe('demo-staging -> demo');
    expect(report.environments[0]?.changes.length).toBeGreaterThan(0);
    expect(report.environments[0]?.changes.filter(({ kind }) => kind === 'removed')).toEqual([]);
  }, 60_000);

  it('shows the data that would be lost with a removed environment', async () => {
    await checkout.edit('environments/index.ts', '[demoStaging, demo]', '[demo]');
    const gated = "  promotesFrom: 'demo-staging',\n  gates: { e2e: true },\n";
    await checkout.edit('environments/demo.ts', gated, '');
    try {
      const report = await diffJson('--base', 'HEAD');
      const staging = report.environments.find(({ environment }) => environment === 'demo-staging');
      expect(staging?.to.release).toBe('not deployed');
      const lost = staging?.hazards.filter(({ severity }) => severity === 'data-loss') ?? [];
      expect(lost.map(({ object }) => object.kind)).toEqual(
        expect.arrayContaining(['Application', 'Cluster', 'Namespace', 'PersistentVolumeClaim']),
      );
    } finally {
      await checkout.git('checkout', '--quiet', '--', 'environments');
    }
  }, 60_000);

  it.each([
    ['data-loss', 0],
    ['cannot-apply', 3],
    ['caution', 3],
  ])(
    'exits with --fail-on %s with %d if the worst hazard is cannot-apply',
    async (severity, code) => {
      expect((await diff('demo', '--to', '1.0.77', '--fail-on', severity)).exitCode).toBe(code);
    },
    60_000,
  );

  it('writes one comment on a pull request and updates it, also if --fail-on refuses the diff', async () => {
    const { owner, name } = pipeline.application.repository;
    const token = 'the-canary-token';
    const github = await startGitHub({ repository: `${owner}/${name}`, users: ['ada'], token });
    const repository = findRepository(github.state, `${owner}/${name}`);
    const sides = { head: 'next', base: 'main', headCommit: 'a'.repeat(40) };
    repository?.pullRequests.push({ id: 1, number: 1, ...sides, title: 'x', body: '', state: 'open' });
    const comment = (...args: readonly string[]) =>
      node(['pipeline/main.js', 'diff', 'demo', '--to', '1.0.77', ...args], {
        GITHUB_API_URL: new URL('api/v3', github.url).href,
        GITHUB_TOKEN: token,
      });
    try {
      const first = await comment('--comment', '1', '--fail-on', 'caution');
      expect([first.exitCode, first.stderr]).toEqual([3, expect.stringContaining('#issuecomment-')]);
      expect((await comment('--comment', '1', '--html', join(cache, 'all.html'))).exitCode).toBe(0);
      expect(repository?.issueComments).toMatchObject([
        { body: expect.stringMatching(/^<!-- release-pipeline:diff -->\n/) },
      ]);
      expect((await comment('--comment', '2')).exitCode).toBe(2);
    } finally {
      await github.close();
    }
  }, 60_000);

  it('writes a Markdown file and an HTML page', async () => {
    const [markdown, html] = ['diff.md', 'diff.html'].map((name) => join(cache, name));
    await diff('demo', '--to', '1.0.77', '--markdown', markdown ?? '', '--html', html ?? '');
    expect(readFileSync(markdown ?? '', 'utf8')).toMatch(/^<!-- release-pipeline:diff -->\n/);
    expect(readFileSync(html ?? '', 'utf8')).toContain('storage.size');
  }, 60_000);

  it.each([
    ['a base that does not exist', ['--base', 'nope'], /--base: "nope" is not a commit of this repository/],
    ['a base that looks like an option', ['--base', '--output=/tmp/x'], /is not a commit of this repository/],
    ['a version that is not published', ['demo', '--to', '9.9.9'], /9\.9\.9/],
    ['a text that is not a version', ['demo', '--to', 'latest'], /--to: "latest"/],
    ['an unknown environment', ['prod', '--to', '1.0.77'], /there is no environment "prod"/],
    [
      'a comment without the number of a pull request',
      ['demo', '--to', '1.0.77', '--comment', '-1'],
      /number of a pull request/,
    ],
    ['a comment without a token', ['demo', '--to', '1.0.77', '--comment', '1'], /GITHUB_TOKEN: is not set/],
    ['no arguments', [], /name two environments, or one with --to, or --base/],
  ])(
    'exits with 2 and a message for %s',
    async (_, args, message) => {
      const { exitCode, all } = await diff(...args);
      expect(exitCode).toBe(2);
      expect(all).toMatch(message);
      expect(all).not.toMatch(/^\s+at /m);
    },
    60_000,
  );

  it('compares the other environments if the chart of one is not published', async () => {
    const pins = parse(readFileSync(join(checkout.folder, 'Pulumi.demo.yaml'), 'utf8'));
    expect(pins.config['serviceradar:version']).toBe('1.0.76');
    await checkout.setPin('demo', '9.9.9');
    try {
      const { exitCode, stdout } = await diff('--base', 'HEAD', '--json');
      expect(exitCode).toBe(2);
      const { environments } = diffSchema.parse(JSON.parse(stdout));
      expect(environments.map(({ failure }) => failure === undefined)).toEqual([true, false]);
    } finally {
      await checkout.git('checkout', '--quiet', '--', 'Pulumi.demo.yaml');
    }
  }, 60_000);

  it('shows the file and line at which a chart does not render, and compares the other environments', async () => {
    const template = join(chart.path, 'templates', 'broken.yaml');
    await checkout.git('switch', '--quiet', '--create', 'broken');
    writeFileSync(
      join(checkout.folder, template),
      'kind: ConfigMap\n{{ required "set a host" .Values.none }}\n',
    );
    await checkout.commit('broken');
    await checkout.git('switch', '--quiet', 'main');
    const origin = await checkout.git('remote', 'get-url', 'origin');
    const git = `git: { repoURL: 'file://${origin}', path: '${chart.path}', tool: 'helm', targetRevision: 'broken' },`;
    await checkout.edit('environments/demo.ts', "timeout: '10m',", `timeout: '10m',\n  ${git}`);
    try {
      const { exitCode, stdout } = await diff('--base', 'HEAD', '--json');
      expect(exitCode).toBe(2);
      const { environments } = diffSchema.parse(JSON.parse(stdout));
      expect(environments.map(({ failure }) => failure)).toEqual([
        undefined,
        expect.stringMatching(/templates\/broken\.yaml:2:\d+.*set a host/s),
      ]);
    } finally {
      await checkout.git('checkout', '--quiet', '--', 'environments');
    }
  }, 60_000);

  it('says why the program of the base commit does not run', async () => {
    await checkout.edit('environments/demo.ts', "timeout: '10m'", "timeout: 'soon'");
    await checkout.commit('broken');
    await checkout.edit('environments/demo.ts', "timeout: 'soon'", "timeout: '10m'");
    const { exitCode, all } = await diff('--base', 'HEAD');
    expect(exitCode).toBe(2);
    expect(all).toMatch(/HEAD: its program does not run: [\s\S]*environments\.demo\.timeout/);
  }, 60_000);
});
