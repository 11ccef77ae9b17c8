import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { RemoteError } from '../../../../../model/errors.ts';
import { createRenderContext } from '../../../../../pipeline/diff/render/render-context.ts';
import { hostAndPath } from '../../../../../pipeline/diff/render/sources/git-repository.ts';
import { resolveGit } from '../../../../../pipeline/diff/render/sources/git-source.ts';

import { createGit } from '../../../../../pipeline/git/git.ts';
import { folderWith } from '../../../../support/folder.ts';
import { annotate, createRepository, type TestRepository } from '../support/repository.ts';

const chart = { 'deploy/Chart.yaml': 'name: a', 'deploy/values.yaml': 'first' };

const context = (root = folderWith({}), cache = folderWith({})) =>
  createRenderContext(root, { XDG_CACHE_HOME: cache });

const sourceOf = (repoURL: string, revision: string, path = 'deploy', tool: 'helm' | 'kustomize' = 'helm') =>
  ({ kind: 'git', repoURL, path, revision, tool }) as const;

/** What is in deploy/values.yaml at a revision. */
async function valuesAt(repoURL: string, revision: string, around = context()): Promise<string> {
  const { fetchContent } = await resolveGit(sourceOf(repoURL, revision), around);
  const { path } = await fetchContent(folderWith({}));
  return readFileSync(join(path, 'values.yaml'), 'utf8');
}

/** With the tags v1.0.0 (annotated) and v1.1.0, and a later commit on main. */
async function releases(): Promise<TestRepository> {
  const repository = await createRepository(chart);
  await annotate(repository, 'v1.0.0');
  await repository.commit({ ...chart, 'deploy/values.yaml': 'second' });
  await repository.git('tag', 'v1.1.0');
  await repository.commit({ ...chart, 'deploy/values.yaml': 'third' });
  return repository;
}

describe('a revision of another repository', () => {
  it.each([
    ['v1.0.0', 'first'],
    ['refs/tags/v1.0.0', 'first'],
    ['~1.1', 'second'],
    ['*', 'second'],
    ['main', 'third'],
    ['HEAD', 'third'],
  ])('%s', async (revision, content) => {
    const { url } = await releases();
    expect(await valuesAt(url, revision)).toBe(content);
  });

  it('is fetched once: after that, its commit needs no repository', async () => {
    const { url, git } = await releases();
    const around = context();
    const commit = await git('rev-parse', 'v1.1.0');
    expect(await Promise.all([1, 2, 3].map(() => valuesAt(url, commit, around)))).toEqual([
      ...['second', 'second', 'second'],
    ]);
    expect(await valuesAt('file:///nowhere', commit, around)).toBe('second');
  });

  it('is checked out as it is, whatever .gitattributes leaves out of archives', async () => {
    const repository = await createRepository({
      ...chart,
      '.gitattributes': '* export-ignore export-subst\n',
    });
    expect(await valuesAt(repository.url, 'main')).toBe('first');
  });

  it.each([
    ['v9', /no revision "v9" \(the newest versions: v1\.1\.0, v1\.0\.0\)/],
    ['~9.0', /no revision "~9\.0"/],
    ['fault 16: $(touch canary)', /no revision "fault 16: \$\(touch canary\)"/],
    ['--upload-pack=touch canary', /no revision/],
  ])('%s is not there', async (revision, message) => {
    const { url } = await releases();
    await expect(valuesAt(url, revision)).rejects.toThrow(message);
  });

  it('that cannot be read is a fault of the remote, in git’s words', async () => {
    const failed = valuesAt('file:///nowhere', 'main');
    await expect(failed).rejects.toThrow(RemoteError);
    await expect(failed).rejects.toThrow(/^file:\/\/\/nowhere: .*does not appear to be a git repository/s);
  });
});

describe('a revision of the checkout’s own repository', () => {
  /** A clone; what it was cloned from is gone. */
  async function cloned() {
    const { url, git: origin, folder } = await releases();
    const root = join(folderWith({}), 'clone');
    await createGit(folder)('clone', '--quiet', '--end-of-options', folder, root);
    const git = createGit(root);
    await git('remote', 'set-url', 'origin', 'git@git.example:acme/shop.git');
    return { url, origin, git, around: context(root) };
  }
  const repoURL = 'https://git.example/acme/shop';

  it.each([
    ['v1.0.0', 'first'],
    ['~1.1', 'second'],
    ['main', 'third'],
    ['HEAD', 'third'],
  ])('%s is read without network', async (revision, content) => {
    expect(await valuesAt(repoURL, revision, (await cloned()).around)).toBe(content);
  });

  it('leaves the checkout and its index as they are', async () => {
    const { git, around } = await cloned();
    await valuesAt(repoURL, 'v1.0.0', around);
    expect(await git('status', '--porcelain')).toBe('');
  });

  it('that was not fetched yet: the message says how to', async () => {
    const { around } = await cloned();
    const commit = '0'.repeat(40);
    await expect(valuesAt(repoURL, 'v9', around)).rejects.toThrow(/git fetch --tags origin/);
    await expect(valuesAt(repoURL, commit, around)).rejects.toThrow(/no commit 0000000.*git fetch/s);
  });
});

describe('a repository is refused', () => {
  it.each([
    ['without the folder', {}, /there is no folder "deploy"/],
    ['with a file in its place', { deploy: '' }, /there is no folder "deploy"/],
    ['without a chart in it', { 'deploy/README.md': '' }, /the folder has no Chart\.yaml/],
    [
      'with an override of Argo CD',
      { ...chart, 'deploy/.argocd-source-a.yaml': '' },
      /\.argocd-source-a\.yaml changes/,
    ],
  ])('%s', async (_, files, message) => {
    const { url } = await createRepository(files);
    await expect(valuesAt(url, 'main')).rejects.toThrow(message);
  });

  it('fault 17: with a link that leads out of it, wherever that is', async () => {
    const repository = await createRepository({});
    symlinkSync('deploy/values.yaml', join(repository.folder, 'inside'));
    symlinkSync('../../etc/passwd', join(repository.folder, 'outside'));
    await repository.commit(chart);
    await expect(valuesAt(repository.url, 'main')).rejects.toThrow(
      / outside is a link out of the repository/,
    );
  });
});

describe('the address of a repository', () => {
  it.each([
    'https://github.com/carverauto/serviceradar',
    'https://github.com/carverauto/serviceradar.git',
    'https://GitHub.com/carverauto/serviceradar/',
    'https://x-access-token@github.com/carverauto/serviceradar.git',
    'git@github.com:carverauto/serviceradar.git',
    'ssh://git@github.com/carverauto/serviceradar',
    'ssh://git@github.com:22/carverauto/serviceradar.git',
  ])('is the same for %s', (url) => {
    expect(hostAndPath(url)).toBe('github.com/carverauto/serviceradar');
  });

  it.each([
    'https://github.com/carverauto/other',
    'https://gitlab.com/carverauto/serviceradar',
    '/srv/serviceradar',
  ])('is another for %s', (url) => {
    expect(hostAndPath(url)).not.toBe('github.com/carverauto/serviceradar');
  });
});
