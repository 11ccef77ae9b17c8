import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { folderWith } from '../../support/folder.ts';
import { runVerb } from '../../support/run-verb.ts';
import { createOrigin, createRepository, type Repository, stateOf } from '../version/repository.ts';

// Each test runs several verbs.
jest.setTimeout(30_000);

const project = fileURLToPath(new URL('../../..', import.meta.url));
const copied = (paths: readonly string[]): Record<string, string> =>
  Object.fromEntries(paths.map((path) => [path, readFileSync(join(project, path), 'utf8')]));

/** The files of a checkout at version 1.0.76 that this project's own pipeline needs. */
const files: Readonly<Record<string, string>> = {
  ...copied(['Pulumi.yaml', 'Pulumi.demo.yaml', 'Pulumi.demo-staging.yaml']),
  VERSION: '1.0.76\n',
  'CHANGELOG.md': '## [1.1.0]\n\n- More.\n',
  'helm/serviceradar/Chart.yaml': 'name: serviceradar\nversion: 1.0.76\nappVersion: 1.0.76\n',
};

const pipeline = ({ root }: Repository, args: readonly string[], actor = '') =>
  runVerb(join(root, 'helm'), args, { GITHUB_ACTOR: actor });

describe('pipeline version stamp', () => {
  it('prints the status of a Bazel workspace from any folder of the checkout', async () => {
    const repository = await createRepository(files);
    const { stdout, stderr } = await pipeline(repository, ['version', 'stamp']);
    expect(stdout).toBe(`STABLE_VERSION 1.0.76\nSTABLE_COMMIT_SHA ${await repository.head()}`);
    expect(stderr).toBe('');
    const json = await pipeline(repository, ['version', 'stamp', '--json']);
    expect(JSON.parse(json.stdout)).toEqual({ version: '1.0.76', commit: await repository.head() });
  });

  it.each(['1.0\n', '1.0.76\nSTABLE_OTHER x\n', 'v1.0.76\n'])('refuses the VERSION %j', async (text) => {
    const repository = await createRepository({ ...files, VERSION: text });
    const { exitCode, stdout, stderr } = await pipeline(repository, ['version', 'stamp']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^VERSION: ".*" is not a version\n/);
  });

  it('refuses to run outside a checkout', async () => {
    const root = folderWith({ 'helm/x': '' });
    const { exitCode, stderr } = await runVerb(join(root, 'helm'), ['version', 'stamp']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^git rev-parse: fatal: not a git repository/);
  });
});

describe('pipeline version bump', () => {
  it('raises the version from any folder of the checkout', async () => {
    const repository = await createRepository(files);
    const { stdout, exitCode } = await pipeline(repository, ['version', 'bump', '--patch']);
    expect(stdout).toMatch(
      /^1\.0\.76 -> 1\.0\.77 \(patch, because of the option\), committed as [0-9a-f]{7}$/,
    );
    expect(exitCode).toBe(0);
    expect(repository.read('helm/serviceradar/Chart.yaml')).toContain('version: 1.0.77\nappVersion: 1.0.77');
  });

  it('refuses two levels', async () => {
    const { exitCode, stderr } = await pipeline(await createRepository(files), [
      'version',
      'bump',
      '--major',
      '--minor',
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("option '--major' cannot be used with option '--minor'");
  });
});

describe('pipeline cut', () => {
  it.each(['--hotfix', '--skip-staging'])('requires a reason and an actor for %s', async (flag) => {
    const repository = await createRepository(files);
    const before = await stateOf(repository);
    const cut = ['cut', '--version', '1.1.0', flag];
    const refused = await pipeline(repository, cut, 'octocat');
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      expect.stringContaining('--reason: is not set\n    say why staging is skipped'),
    ]);
    const nobody = await pipeline(repository, [...cut, '--reason', 'x', '--actor', ''], 'octocat');
    expect([nobody.exitCode, nobody.stderr]).toEqual([2, expect.stringContaining('--actor: is not set')]);
    expect(await stateOf(repository)).toBe(before);
    expect((await pipeline(repository, [...cut, '--reason', 'broken'], 'octocat')).exitCode).toBe(0);
    expect(await repository.git('log', '-1', '--format=%(trailers:only)')).toBe(
      'Hotfix-Reason: broken\nHotfix-Actor: octocat\n',
    );
    expect(repository.read('Pulumi.demo.yaml')).toContain('    actor: "octocat"');
    expect(repository.read('Pulumi.demo-staging.yaml')).toBe(files['Pulumi.demo-staging.yaml']);
  });

  it('takes the actor from --actor, else from GITHUB_ACTOR, else from git', async () => {
    const actorOf = async (args: readonly string[], actor: string) => {
      const repository = await createRepository(files);
      await pipeline(repository, ['cut', '--version', '1.1.0', '--hotfix', '--reason', 'x', ...args], actor);
      return repository.git('log', '-1', '--format=%(trailers:key=Hotfix-Actor,valueonly)');
    };
    expect(await actorOf(['--actor', 'grace'], 'octocat')).toBe('grace\n');
    expect(await actorOf([], 'octocat')).toBe('octocat\n');
    expect(await actorOf([], '')).toBe('Ada\n');
  });
});

describe('pipeline version and cut with texts that a shell, GitHub or git could execute', () => {
  /** Each one creates the file `canary` if it is executed. */
  const dangers = [
    '$(touch canary)',
    '`touch canary`',
    '\u0024{{ touch canary }}',
    "'; touch canary; '",
    'x\ntouch canary\n',
    '--output=canary',
    '-ocanary',
    '--exec=touch canary',
  ];

  async function expectNoCanary({ root, git }: Repository) {
    const { stdout } = await execa('find', [root, '-name', 'canary*']);
    expect(stdout).toBe('');
    expect(await git('status', '--porcelain')).toBe('');
  }

  it.each(dangers)('refuse the version %j', async (danger) => {
    const repository = await createRepository(files);
    await createOrigin(repository);
    for (const version of [danger, `1.1.0 ${danger}`]) {
      const { exitCode, stderr } = await pipeline(repository, ['cut', '--push', '--version', version]);
      expect(exitCode).toBe(2);
      expect(stderr.split('\n')[0]).toBe(`--version: ${JSON.stringify(version)} is not a version`);
    }
    await expectNoCanary(repository);
    expect(await repository.git('tag')).toBe('v1.0.76');
  });

  it.each(dangers)('treat a reason, an actor and a commit message %j as text', async (danger) => {
    const repository = await createRepository(files);
    const origin = await createOrigin(repository);
    await repository.git('switch', '--quiet', '--create', 'search');
    await repository.commit(`feat: ${danger}\n\n${danger}`);
    const bumped = await pipeline(repository, ['version', 'bump']);
    expect([bumped.exitCode, bumped.stdout]).toEqual([0, expect.stringContaining('1.0.76 -> 1.1.0 (minor')]);
    const hotfix = ['--hotfix', '--reason', danger, '--actor', danger];
    const released = await pipeline(repository, ['cut', '--push', '--version', '1.1.0', ...hotfix]);
    expect([released.exitCode, released.stderr]).toEqual([0, '']);
    const text = danger.replaceAll('\n', ' ').trim();
    expect(await origin.git('log', '-1', '--format=%(trailers:only)', 'v1.1.0')).toBe(
      `Hotfix-Reason: ${text}\nHotfix-Actor: ${text}\n`,
    );
    await expectNoCanary(repository);
  });

  it.each([
    'feat/$(touch$IFS-canary)',
    'feat/`touch$IFS-canary`',
    "feat/';touch$IFS'canary",
    'feat/--exec=canary',
  ])('treat the branch name %s as text', async (branch) => {
    const repository = await createRepository(files);
    const origin = await createOrigin(repository);
    await repository.git('switch', '--quiet', '--create', branch);
    expect((await pipeline(repository, ['version', 'bump'])).exitCode).toBe(0);
    expect((await pipeline(repository, ['cut', '--push', '--version', '1.1.0'])).exitCode).toBe(0);
    expect(await origin.git('rev-parse', `refs/heads/${branch}`)).toBe(await repository.head());
    await expectNoCanary(repository);
  });

  it('treat a branch name with leading dashes as text', async () => {
    const repository = await createRepository(files);
    const origin = await createOrigin(repository);
    await repository.git('symbolic-ref', 'HEAD', 'refs/heads/--exec=canary');
    await repository.git('update-ref', 'HEAD', 'refs/heads/main');
    const { exitCode, stdout } = await pipeline(repository, ['cut', '--push', '--version', '1.1.0']);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('push --exec=canary and v1.1.0')]);
    expect(await origin.git('rev-parse', 'refs/heads/--exec=canary')).toBe(await repository.head());
    await expectNoCanary(repository);
  });
});
