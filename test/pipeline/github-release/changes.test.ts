import { describe, expect, it } from '@jest/globals';
import { createGit } from '../../../pipeline/git/git.ts';
import { groupCommits, readReleaseChanges } from '../../../pipeline/github-release/changes.ts';
import { readSource } from '../../../pipeline/version/read-release-source.ts';
import { folderWith } from '../../support/folder.ts';
import { createRepository, refusalOf } from '../version/repository.ts';

const descriptions = ({ commits }: { readonly commits: readonly { readonly description: string }[] }) =>
  commits.map(({ description }) => description);

describe('readReleaseChanges', () => {
  it('returns the commits since the next lower release, without merges and release commits', async () => {
    const { git, commit } = await createRepository();
    await git('switch', '--quiet', '--create', 'feat/x');
    await commit('feat: add x (#12)');
    await git('switch', '--quiet', 'main');
    await commit('fix: mend y', 'other.txt');
    await git('merge', '--quiet', '--no-ff', '--message=Merge pull request #12 from acme/feat/x', 'feat/x');
    await commit('chore: raise the version to 1.1.0');
    await commit('Release notes are written by hand');
    const last = await commit('Release 1.1.0');
    const changes = await readReleaseChanges(git, { version: '1.1.0', commit: last, channel: 'release' });
    expect(changes.previous).toBe('v1.0.76');
    expect(descriptions(changes).sort()).toEqual([
      'Release notes are written by hand',
      'add x (#12)',
      'mend y',
    ]);
  });

  it.each([
    ['1.1.0', 'v1.0.76'],
    ['1.1.0-rc.2', 'v1.1.0-rc.1'],
    ['1.0.77', 'v1.0.76'],
    ['1.0.76', undefined],
  ])('returns the changes of %s since %s', async (version, previous) => {
    const { git, commit } = await createRepository();
    for (const tag of ['v1.1.0-rc.1', 'v2.0.0', 'v01.0.0', 'vnext', 'v1.0']) await git('tag', tag);
    const last = await commit('feat: add x');
    await git('switch', '--quiet', '--orphan', 'other');
    await commit('chore: begin anew');
    await git('tag', 'v1.0.99');
    const changes = await readReleaseChanges(git, { version, commit: last, channel: 'release' });
    expect(changes.previous).toBe(previous);
    expect(descriptions(changes)).toContain('add x');
  });

  it('refuses a shallow history', async () => {
    const { root, commit } = await createRepository();
    await commit('feat: add x');
    const git = createGit(folderWith({}));
    await git('clone', '--quiet', '--depth=1', `file://${root}`, '.');
    const source = await readSource(git, { channel: 'release' });
    const refusal = await refusalOf(readReleaseChanges(git, source));
    expect(refusal.message).toContain('fetch-depth: 0');
  });

  it('returns commits that groupCommits puts into one group each', async () => {
    const { git, commit } = await createRepository();
    await commit('feat(api)!: drop v1');
    await commit('fix: mend y\n\nBREAKING CHANGE: y is z');
    await commit('feat: add x');
    await commit('fix: mend z');
    const last = await commit('no type at all');
    const changes = await readReleaseChanges(git, { version: '2.0.0', commit: last, channel: 'release' });
    expect(groupCommits(changes.commits).map((group) => [group.title, ...descriptions(group)])).toEqual([
      ['Breaking changes', 'mend y', 'drop v1'],
      ['Features', 'add x'],
      ['Fixes', 'mend z'],
      ['Other changes', 'no type at all'],
    ]);
  });
});

describe('readSource', () => {
  it('reads the version from the commit, not from the working tree', async () => {
    const { git, head, write, commit } = await createRepository();
    const first = await head();
    await commit('chore: raise', 'VERSION', '1.1.0\n');
    write('VERSION', '9.9.9\n');
    const ofHead = { version: '1.1.0', commit: await head(), channel: 'staging' };
    expect(await readSource(git, { channel: 'staging' })).toEqual(ofHead);
    const ofTag = { version: '1.0.76', commit: first, channel: 'release' };
    expect(await readSource(git, { commit: 'v1.0.76', channel: 'release' })).toEqual(ofTag);
  });

  it.each([
    ['--commit', { commit: '$(touch canary)' }],
    ['--commit', { commit: '--output=canary' }],
    ['--commit', { commit: 'main\nmain' }],
    ['--version', { version: '$(touch canary)' }],
    ['--version', { version: 'v1.0.76' }],
    ['--version', { version: '1.0.76+build' }],
    ['--version', { version: '-1.0.76' }],
  ])('refuses an invalid %s: %j', async (where, given) => {
    const { git } = await createRepository();
    const refusal = await refusalOf(readSource(git, { ...given, channel: 'release' }));
    expect(refusal.faults).toMatchObject([{ where }]);
    expect(await git('status', '--porcelain')).toBe('');
  });
});
