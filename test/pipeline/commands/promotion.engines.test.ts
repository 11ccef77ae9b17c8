import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { pipeline } from '../../../environments/index.ts';
import { createApplicationStandIn } from '../../../rehearsal/application/server.ts';
import { startGitHub } from '../../../rehearsal/github/server.ts';
import { type Checkout, createCheckout } from '../../../rehearsal/play/checkout.ts';
import { startRegistryOnly } from '../../../rehearsal/registry-only.ts';
import { createKey } from '../evidence/release.ts';

const { chart } = pipeline.application;
const builder = new URL('../../../rehearsal/play/build-images.ts', import.meta.url).pathname;
const password = 'the-canary-password';
const key = createKey();
const secrets = [password, key.privateKey.split('\n')[1] ?? ''];

const cleanup = new AsyncDisposableStack();
let checkout: Checkout;
let env: Readonly<Record<string, string>>;
let served: string;
/** All output so far. */
let printed = '';

const node = async (...args: readonly string[]) => {
  const done = await execa(process.execPath, args, { cwd: checkout.folder, env, reject: false, all: true });
  printed += done.all;
  return done;
};
const run = (...args: readonly string[]) => node('pipeline/main.js', ...args);

/** The JSON output of a command, which must end with 0. */
async function ask(...args: readonly string[]) {
  const { stdout, exitCode, all } = await run(...args, '--json');
  if (exitCode !== 0) throw new Error(all);
  return JSON.parse(stdout);
}

const pin = () =>
  /:version: (.*)$/m.exec(readFileSync(join(checkout.folder, 'Pulumi.demo.yaml'), 'utf8'))?.[1] ?? '';

async function publish(from: string, version: string): Promise<void> {
  if (from !== version) {
    await checkout.edit('VERSION', from, version);
    for (const field of ['version', 'appVersion'])
      await checkout.edit(join(chart.path, 'Chart.yaml'), `\n${field}: ${from}`, `\n${field}: ${version}`);
  }
  await node(builder, `v${version}`);
  await ask('chart', 'publish');
}

async function test(version: string): Promise<void> {
  served = version;
  await ask('e2e', '--environment', 'demo-staging', '--version', version);
}

beforeAll(async () => {
  const world = await startRegistryOnly(cleanup);
  checkout = await createCheckout();
  cleanup.defer(checkout.remove);
  const trust = `trust: [{ key: ${JSON.stringify(key.publicKey)} }],`;
  await checkout.edit('environments/demo.ts', 'gates: { e2e: true },', `gates: { e2e: true },\n  ${trust}`);
  const standIn = await createApplicationStandIn({ version: async () => served, password });
  cleanup.defer(standIn.stop);
  const state = join(world.folder, 'pulumi-state');
  mkdirSync(state);
  const { GITHUB_TOKEN: _, ...around } = world.env;
  env = {
    ...around,
    GITHUB_TOKEN: '',
    GITHUB_ACTOR: 'ada',
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: 'test',
    PIPELINE_SIGNING_KEY: key.privateKey,
    SERVICERADAR_CORE_URL: standIn.url,
    SERVICERADAR_ADMIN_PASSWORD: password,
  };
  await publish('1.0.76', '1.0.76');
  await publish('1.0.76', '1.0.77');
  await publish('1.0.77', '1.0.78');
}, 120_000);
afterAll(() => cleanup.disposeAsync(), 60_000);

describe('promote', () => {
  it('is refused while nothing newer was tested, with the table and exit code 3', async () => {
    const { exitCode, stderr } = await run('promote', '--to', 'demo');
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^demo: 1\.0\.78 is refused$/m);
    expect(stderr).toMatch(/^e2e +refused +has not passed in demo-staging$/m);
    expect(stderr).toContain('pipeline e2e --environment demo-staging --version 1.0.78');
    expect(pin()).toBe('1.0.76');
  });

  it('takes the digest of the newest release that passes, and changes nothing the second time', async () => {
    await test('1.0.77');
    const { to, changed } = await ask('promote', '--to', 'demo');
    expect([to.version, changed]).toEqual(['1.0.77', true]);
    expect(pin()).toBe(`1.0.77@${to.digest}`);
    expect((await ask('promote', '--to', 'demo', '--version', '1.0.77')).changed).toBe(false);
  });

  it('refuses an environment that follows a range, and an unknown one', async () => {
    const follows = await run('promote', '--to', 'demo-staging');
    expect([follows.exitCode, follows.stderr]).toEqual([2, expect.stringContaining('follows *')]);
    const unknown = await run('promote', '--to', 'production');
    expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('demo-staging, demo')]);
  });

  it('requires the version, the reason and the actor of a hotfix, and stores it signed as evidence', async () => {
    const hotfix = ['promote', '--to', 'demo', '--hotfix'];
    const noReason = await run(...hotfix, '--version', '1.0.78');
    expect([noReason.exitCode, noReason.stderr]).toEqual([
      2,
      expect.stringContaining('--reason: is not set'),
    ]);
    const noVersion = await run(...hotfix, '--reason', 'the door is open');
    expect([noVersion.exitCode, noVersion.stderr]).toEqual([
      2,
      expect.stringContaining('--version: is not set'),
    ]);

    const reason = 'the door $(touch never) is `open`';
    await ask(...hotfix, '--version', '1.0.78', '--reason', reason);
    const { evidence } = await ask('evidence', 'list', '1.0.78');
    expect(evidence).toMatchObject([
      {
        statement: { kind: 'waiver', environment: 'demo', reason, actor: 'ada' },
        signer: { kind: 'key' },
        countsIn: expect.arrayContaining(['demo']),
      },
    ]);
    expect(readFileSync(join(checkout.folder, 'Pulumi.demo.yaml'), 'utf8')).toContain('serviceradar:hotfix:');
    await ask(...hotfix, '--version', '1.0.78', '--reason', reason);
    expect((await ask('evidence', 'list', '1.0.78')).evidence).toHaveLength(1);
  });
});

describe('promote --pull-request', () => {
  it('opens a pull request that shows the gates, changes nothing in the checkout, and updates it later', async () => {
    const { owner, name } = pipeline.application.repository;
    const token = 'the-canary-token';
    const github = await startGitHub({ repository: `${owner}/${name}`, users: [], teams: [], token });
    const [repository] = github.state.repositories;
    for (const branch of ['main', 'promote/demo'])
      repository?.refs.set(`refs/heads/${branch}`, { type: 'commit', sha: `the end of ${branch}` });
    const before = env;
    env = { ...env, GITHUB_API_URL: new URL('api/v3', github.url).href, GITHUB_TOKEN: token };
    try {
      await checkout.commit('What is promoted by hand');
      const from = pin();
      const promote = ['promote', '--to', 'demo', '--version', '1.0.77', '--pull-request'];
      expect((await ask(...promote)).text).toContain('in a pull request (opened): https://github.com/');
      expect(pin()).toBe(from);
      const [pull] = repository?.pullRequests ?? [];
      expect(pull?.title).toBe('Promote 1.0.77 to demo');
      expect(pull?.body).toMatch(/^\| e2e \| passed \| passed in demo\\-staging on .*\|$/m);
      const proposed = await checkout.git('show', 'origin/promote/demo:Pulumi.demo.yaml');
      expect(proposed).toMatch(/:version: 1\.0\.77@sha256:\w{64}$/m);
      await ask(...promote);
      expect(repository?.pullRequests).toHaveLength(1);
    } finally {
      env = before;
      await github.close();
    }
  });
});

describe('reject', () => {
  it('keeps a release out, whatever other evidence there is, until it is taken back', async () => {
    await test('1.0.78');
    expect((await ask('reject', '1.0.78', '--reason', 'loses sessions')).rejected).toBe(true);
    expect((await ask('reject', '1.0.78', '--reason', 'loses sessions')).rejected).toBe(false);
    const refused = await run('promote', '--to', 'demo', '--version', '1.0.78');
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toMatch(/^rejection +refused +ada rejected it on \S+: loses sessions$/m);
    expect((await ask('unreject', '1.0.78', '--reason', 'it was the database')).rejections).toHaveLength(1);
    expect((await ask('unreject', '1.0.78', '--reason', 'it was the database')).rejections).toEqual([]);
    expect((await run('promote', '--to', 'demo', '--version', '1.0.78')).exitCode).toBe(0);
  });

  it('requires an existing release and a reason', async () => {
    const unknown = await run('reject', '9.9.9', '--reason', 'why');
    expect([unknown.exitCode, unknown.stderr]).toEqual([
      2,
      expect.stringContaining('there is no such release'),
    ]);
    const silent = await run('reject', '1.0.78', '--reason', '  ');
    expect([silent.exitCode, silent.stderr]).toEqual([2, expect.stringContaining('--reason: is empty')]);
  });
});

describe('rollback', () => {
  it('is refused if nothing ran there before', async () => {
    const { exitCode, stderr } = await run('rollback', 'demo', '--reason', 'why');
    // Without the Pulumi CLI, the history is unknown.
    expect([2, 5]).toContain(exitCode);
    expect(stderr).toMatch(/nothing else ran there before|pulumi stack history/);
  });
});

describe('status', () => {
  it('shows what it can without a cluster and without GitHub, and says what is unknown', async () => {
    const { exitCode, stdout } = await run('status');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^demo-staging\n {2}pin +\*\n {2}runs +unknown: .*kubernetes:context: is not set$/m,
    );
    expect(stdout).toMatch(/^ {2}newest +1\.0\.78$/m);
    expect(stdout).toMatch(/^ {2}github +unknown: GITHUB_TOKEN: is not set$/m);
    expect(stdout).toMatch(/^ {2}pin +1\.0\.78@sha256:\S+$/m);
    expect(stdout).toMatch(/^ {2}hotfix +1\.0\.78 goes without staging: the door/m);
    expect(stdout).toMatch(/^ {4}e2e +passed +passed in demo-staging/m);
  });
});

it('no command prints a secret', () => {
  for (const secret of secrets) {
    expect(printed).not.toContain(secret);
    expect(printed).not.toContain(Buffer.from(secret).toString('base64').slice(0, 20));
  }
});
