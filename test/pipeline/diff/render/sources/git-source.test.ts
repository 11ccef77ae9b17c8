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

const createContext = (root = folderWith({}), cache = folderWith({})) =>
  createRenderContext(root, { XDG_CACHE_HOME: cache });

const sourceOf = (repoURL: string, revision: string, path = 'deploy', tool: 'helm' | 'kustomize' = 'helm') =>
  ({ kind: 'git', repoURL, path, revision, tool }) as const;

/** The text of deploy/values.yaml at a revision. */
async function valuesAt(repoURL: string, revision: string, renderContext = createContext()): Promise<string> {
  const { fetchContent } = await resolveGit(sourceOf(repoURL, revision), renderContext);
  const { path } = await fetchContent(folderWith({}));
  return readFileSync(join(path, 'values.yaml'), 'utf8');
}

/** A repository with the tags v1.0.0 (annotated) and v1.1.0, and a later commit on main. */
async function releases(): Promise<TestRepository> {
  const repository = await createRepository(chart);
  await annotate(repository, 'v1.0.0');
  await repository.commit({ ...chart, 'deploy/values.yaml': 'second' });
  await repository.git('tag', 'v1.1.0');
  await repository.commit({ ...chart, 'deploy/values.yaml': 'third' });
  return repository;
}

describe('a revision of a remote repository', () => {
  it.each([
    ['v1.0.0', 'first'],
    ['refs/tags/v1.0.0', 'first'],
    ['~1.1', 'second'],
    ['*', 'second'],
    ['main', 'third'],
    ['HEAD', 'third'],
  ])('is found by the name %s', async (revision, content) => {
    const { url } = await releases();
    expect(await valuesAt(url, revision)).toBe(content);
  });

  it('is fetched once, and its commit is read from the cache after that', async () => {
    const { url, git } = await releases();
    const renderContext = createContext();
    const commit = await git('rev-parse', 'v1.1.0');
    expect(await Promise.all([1, 2, 3].map(() => valuesAt(url, commit, renderContext)))).toEqual([
      ...['second', 'second', 'second'],
    ]);
    expect(await valuesAt('file:///nowhere', commit, renderContext)).toBe('second');
  });

  it('is checked out with the files that .gitattributes leaves out of archives', async () => {
    const repository = await createRepository({
      ...chart,
      '.gitattributes': '* export-ignore export-subst\n',
    });
    expect(await valuesAt(repository.url, 'main')).toBe('first');
  });

  it.each([
    ['v9', /no revision "v9" \(the newest versions: v1\.1\.0, v1\.0\.0\)/],
    ['~9.0', /no revision "~9\.0"/],
    ['$(touch canary)', /no revision "\$\(touch canary\)"/],
    ['--upload-pack=touch canary', /no revision/],
  ])('is reported if it does not exist: %s', async (revision, message) => {
    const { url } = await releases();
    await expect(valuesAt(url, revision)).rejects.toThrow(message);
  });

  it('is reported as a failure of the remote, with the message of git, if the repository cannot be read', async () => {
    const failed = valuesAt('file:///nowhere', 'main');
    await expect(failed).rejects.toThrow(RemoteError);
    await expect(failed).rejects.toThrow(/^file:\/\/\/nowhere: .*does not appear to be a git repository/s);
  });
});

describe('a revision of the origin of the checkout', () => {
  /** A clone whose origin cannot be reached. */
  async function cloned() {
    const { url, git: origin, folder } = await releases();
    const root = join(folderWith({}), 'clone');
    await createGit(folder)('clone', '--quiet', '--end-of-options', folder, root);
    const git = createGit(root);
    await git('remote', 'set-url', 'origin', 'git@git.example:acme/shop.git');
    return { url, origin, git, renderContext: createContext(root) };
  }
  const repoURL = 'https://git.example/acme/shop';

  it.each([
    ['v1.0.0', 'first'],
    ['~1.1', 'second'],
    ['main', 'third'],
    ['HEAD', 'third'],
  ])('is read without network: %s', async (revision, content) => {
    expect(await valuesAt(repoURL, revision, (await cloned()).renderContext)).toBe(content);
  });

  it('is read without changing the checkout and its index', async () => {
    const { git, renderContext } = await cloned();
    await valuesAt(repoURL, 'v1.0.0', renderContext);
    expect(await git('status', '--porcelain')).toBe('');
  });

  it('is reported with the command that fetches it, if it is not fetched yet', async () => {
    const { renderContext } = await cloned();
    const commit = '0'.repeat(40);
    await expect(valuesAt(repoURL, 'v9', renderContext)).rejects.toThrow(/git fetch --tags origin/);
    await expect(valuesAt(repoURL, commit, renderContext)).rejects.toThrow(/no commit 0000000.*git fetch/s);
  });
});

describe('a Git path is refused', () => {
  it.each([
    ['if the folder does not exist', {}, /there is no folder "deploy"/],
    ['if it is a file', { deploy: '' }, /there is no folder "deploy"/],
    ['if there is no chart in it', { 'deploy/README.md': '' }, /the folder has no Chart\.yaml/],
    [
      'if a file in it overrides the Application',
      { ...chart, 'deploy/.argocd-source-a.yaml': '' },
      /\.argocd-source-a\.yaml overrides the Application/,
    ],
  ])('%s', async (_, files, message) => {
    const { url } = await createRepository(files);
    await expect(valuesAt(url, 'main')).rejects.toThrow(message);
  });

  it('if a link anywhere in the repository leads out of it', async () => {
    const repository = await createRepository({});
    symlinkSync('deploy/values.yaml', join(repository.folder, 'inside'));
    symlinkSync('../../etc/passwd', join(repository.folder, 'outside'));
    await repository.commit(chart);
    await expect(valuesAt(repository.url, 'main')).rejects.toThrow(
      / outside is a link that leads out of the repository/,
    );
  });
});

describe('the host and path of a repository', () => {
  it.each([
    'https://github.com/carverauto/serviceradar',
    'https://github.com/carverauto/serviceradar.git',
    'https://GitHub.com/carverauto/serviceradar/',
    'https://x-access-token@github.com/carverauto/serviceradar.git',
    'git@github.com:carverauto/serviceradar.git',
    'ssh://git@github.com/carverauto/serviceradar',
    'ssh://git@github.com:22/carverauto/serviceradar.git',
  ])('are the same for %s', (url) => {
    expect(hostAndPath(url)).toBe('github.com/carverauto/serviceradar');
  });

  it.each([
    'https://github.com/carverauto/other',
    'https://gitlab.com/carverauto/serviceradar',
    '/srv/serviceradar',
  ])('differ for %s', (url) => {
    expect(hostAndPath(url)).not.toBe('github.com/carverauto/serviceradar');
  });
});
