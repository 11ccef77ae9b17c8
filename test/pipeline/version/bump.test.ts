import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { bump } from '../../../pipeline/version/bump.ts';
import type { Level } from '../../../pipeline/version/bump-level.ts';
import { acme } from '../../support/acme.ts';
import { chartYaml, createRepository, type Repository, refusalOf, shopFiles, stateOf } from './repository.ts';

const { application } = acme();
const chartFile = 'charts/storefront/Chart.yaml';
const run = (repository: Repository, level?: Level) => bump(repository, application, level);

async function onBranch(branch: string, ...messages: readonly string[]): Promise<Repository> {
  const repository = await createRepository();
  await repository.git('switch', '--quiet', '--create', branch);
  for (const message of messages) await repository.commit(message);
  return repository;
}

describe('bump', () => {
  it.each<[string, string[], Level | undefined, string]>([
    ['feat/search', [], undefined, '1.1.0'],
    ['fix/search', ['feat: search'], undefined, '1.0.77'],
    ['feat/search', ['fix!: search'], undefined, '1.1.0'],
    ['search', ['fix: search', 'feat(ui): search', 'chore: tidy'], undefined, '1.1.0'],
    ['search', ['fix: search'], undefined, '1.0.77'],
    ['search', ['Feature: search'], undefined, '1.0.77'],
    ['feature/search', ['docs: search'], undefined, '1.0.77'],
    ['feat/search', [], 'patch', '1.0.77'],
    ['search', ['feat!: search'], 'major', '2.0.0'],
    ['stg', [], 'minor', '1.1.0'],
  ])(
    'raises the version on branch %s with the commits %j and the option %s to %s',
    async (branch, messages, level, version) => {
      const repository = await onBranch(branch, ...messages);
      expect((await run(repository, level)).data).toMatchObject({ version, from: '1.0.76', changed: true });
      expect(repository.read('VERSION')).toBe(`${version}\n`);
    },
  );

  it('changes only the versions in VERSION and Chart.yaml, and commits only that', async () => {
    const repository = await onBranch('feat/search');
    repository.write('notes.txt', 'mine');
    repository.write('CHANGELOG.md', 'mine');
    await run(repository);
    expect(repository.read(chartFile)).toBe(chartYaml.replaceAll('1.0.76', '1.1.0'));
    expect(await repository.git('show', '--name-only', '--format=%an: %s', 'HEAD')).toBe(
      `Ada: chore: raise the version to 1.1.0\n\nVERSION\n${chartFile}`,
    );
    expect(await repository.git('status', '--porcelain')).toBe(' M CHANGELOG.md\n?? notes.txt');
    expect(await repository.git('branch', '--show-current')).toBe('feat/search');
  });

  it('keeps the line ends of VERSION', async () => {
    const repository = await createRepository({ ...shopFiles, VERSION: '1.0.76\r\n' });
    await run(repository, 'patch');
    expect(repository.read('VERSION')).toBe('1.0.77\r\n');
  });

  it('raises the highest tagged version that HEAD contains', async () => {
    const repository = await createRepository(shopFiles, [
      'v1.0.9',
      'v1.0.76',
      'v1.0.100',
      'vintage',
      '2.0.0',
    ]);
    await repository.git('switch', '--quiet', '--create', 'elsewhere');
    await repository.commit('chore: elsewhere');
    await repository.git('tag', 'v3.0.0');
    await repository.git('switch', '--quiet', '--create', 'fix/search', 'main');
    expect((await run(repository)).data).toMatchObject({ version: '1.0.101', from: '1.0.100' });
  });

  it('considers only commits since that version', async () => {
    const repository = await onBranch('search', 'feat!: search');
    await repository.git('tag', 'v1.0.77');
    await repository.commit('fix: search');
    expect((await run(repository)).data).toMatchObject({ version: '1.0.78' });
  });

  it('works on a detached HEAD with an option', async () => {
    const repository = await createRepository();
    await repository.git('switch', '--quiet', '--detach');
    await run(repository, 'patch');
    expect(await repository.git('show', 'HEAD:VERSION')).toBe('1.0.77');
  });
});

describe('a repeated bump', () => {
  it.each([
    ['feat/search', [], 'v1.0.76'],
    ['search', ['feat: search'], 'v1.0.76'],
    ['feat/search', [], undefined],
    ['search', ['feat: search'], undefined],
  ])('changes nothing on branch %s with the commits %j and the tag %s', async (branch, messages, tag) => {
    const repository = await createRepository(shopFiles, tag === undefined ? [] : [tag]);
    await repository.git('switch', '--quiet', '--create', branch);
    for (const message of messages) await repository.commit(message);
    await run(repository);
    const before = await stateOf(repository);
    const { text, data } = await run(repository);
    expect(text).toBe('already 1.1.0');
    expect(data).toMatchObject({ version: '1.1.0', changed: false });
    expect(await stateOf(repository)).toBe(before);
  });

  it.each([['v1.0.76'], []])('starts again from the released version, with the tag %s', async (...tags) => {
    const repository = await createRepository(shopFiles, tags);
    await run(repository, 'patch');
    await run(repository, 'minor');
    expect(repository.read('VERSION')).toBe('1.1.0\n');
  });

  it('does not lower the version', async () => {
    const repository = await onBranch('fix/search');
    await run(repository, 'minor');
    expect((await run(repository)).text).toBe('already 1.1.0');
  });

  it.each([[['VERSION']], [['VERSION', chartFile]]])(
    'commits the files %j that an interrupted run has written',
    async (paths) => {
      const repository = await onBranch('feat/search');
      const { git, read, write } = repository;
      for (const path of paths) write(path, read(path).replaceAll('1.0.76', '1.1.0'));
      await git('add', 'VERSION');
      await run(repository);
      expect(await git('show', 'HEAD:VERSION')).toBe('1.1.0');
      expect(await git('show', `HEAD:${chartFile}`)).toContain("version: '1.1.0'");
      expect(await git('status', '--porcelain')).toBe('');
    },
  );

  it("succeeds after the user's hook refused the first one", async () => {
    const repository = await onBranch('feat/search');
    const hook = '.git/hooks/commit-msg';
    repository.write(hook, '#!/bin/sh\necho "no ticket in: $(cat "$1")" >&2\nexit 1\n');
    chmodSync(join(repository.root, hook), 0o755);
    expect((await refusalOf(run(repository))).message).toBe(
      'git commit: no ticket in: chore: raise the version to 1.1.0',
    );
    repository.write(hook, '#!/bin/sh\n');
    await run(repository);
    expect(await repository.git('show', 'HEAD:VERSION')).toBe('1.1.0');
  });
});

describe('a bump with faults', () => {
  const levelHint = 'use --major, --minor or --patch';

  it.each<[string, (repository: Repository) => Promise<unknown>, string]>([
    [
      'on main',
      async () => {},
      `the branch main does not tell which part of the version to raise\n    raise it on a branch feat/… or fix/…, or ${levelHint}`,
    ],
    [
      'on stg',
      ({ git }) => git('switch', '--quiet', '--create', 'stg'),
      `the branch stg does not tell which part of the version to raise\n    raise it on a branch feat/… or fix/…, or ${levelHint}`,
    ],
    [
      'on a detached HEAD',
      ({ git }) => git('switch', '--quiet', '--detach'),
      `HEAD is detached\n    check out a branch, or ${levelHint}`,
    ],
    [
      'without a commit since the last version',
      ({ git }) => git('switch', '--quiet', '--create', 'search'),
      `there is no commit since the last version\n    ${levelHint}`,
    ],
    [
      'with another staged file, on main',
      async ({ git, write }) => {
        write('other.txt', 'x');
        await git('add', 'other.txt');
      },
      'other.txt: is staged, but does not belong to the version\n    commit it first, or unstage it (git restore --staged)\n' +
        `the branch main does not tell which part of the version to raise\n    raise it on a branch feat/… or fix/…, or ${levelHint}`,
    ],
    [
      'with an invalid version in VERSION',
      ({ commit }) => commit('chore: break', 'VERSION', 'v1.0\n'),
      'VERSION: "v1.0" is not a version\n    write one version and nothing else, for instance 1.0.76',
    ],
    [
      'without VERSION',
      async ({ git }) => {
        await git('rm', '--quiet', 'VERSION');
        await git('commit', '--quiet', '--message=chore: break');
      },
      'VERSION: there is no such file',
    ],
    [
      'with different versions in VERSION and Chart.yaml',
      ({ commit }) => commit('chore: break', chartFile, 'version: 1.0.75\nappVersion: 1.10\n'),
      `${chartFile}: version is 1.0.75, but VERSION is 1.0.76\n    write the same version in both, and commit that\n` +
        `${chartFile}: appVersion is 1.10, but VERSION is 1.0.76\n    write the same version in both, and commit that`,
    ],
    [
      'with an empty VERSION and a chart without appVersion',
      async ({ commit }) => {
        await commit('chore: break', 'VERSION', '');
        await commit('chore: break', chartFile, 'version: 1.0.76\n');
      },
      `VERSION: "" is not a version\n    write one version and nothing else, for instance 1.0.76\n${chartFile}: has no appVersion`,
    ],
  ])('is refused %s', async (_, prepare, message) => {
    const repository = await createRepository();
    await prepare(repository);
    const before = await stateOf(repository);
    expect((await refusalOf(run(repository))).message).toBe(message);
    expect(await stateOf(repository)).toBe(before);
  });

  it('is refused after a breaking change', async () => {
    const repository = await onBranch('search', 'feat(api)!: drop v1', 'fix: typo');
    expect((await refusalOf(run(repository))).message).toMatch(
      /^commit [0-9a-f]{7} has a breaking change: "drop v1"\n {4}choose the level yourself: use --major or --minor$/,
    );
  });

  it.each([
    ['VERSION', '1.0.77\n'],
    [chartFile, chartYaml.replace('# The', '# My')],
  ])('is refused with another change in %s', async (path, text) => {
    const repository = await onBranch('feat/search');
    repository.write(path, text);
    const before = await stateOf(repository);
    expect((await refusalOf(run(repository))).faults).toEqual([
      {
        where: path,
        what: 'has changes that are not committed',
        hint: 'commit them, or discard them (git restore --staged --worktree)',
      },
    ]);
    expect(await stateOf(repository)).toBe(before);
  });
});
