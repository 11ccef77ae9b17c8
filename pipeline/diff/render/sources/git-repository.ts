import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RemoteError, UserError } from '../../../../model/errors.ts';

import { createGit, type Git } from '../../../git/git.ts';
import { makePrivateFolder, removeOldest, temporaryPath } from '../cache-files.ts';
import { parseRefs, type Refs } from './git-refs.ts';

/** A repository that can be read here. */
export interface GitRepository {
  readonly refs: () => Promise<Refs>;
  /** A git folder that has the commit, or undefined. */
  readonly findGitFolder: (commit: string) => Promise<string | undefined>;
  /** What to do when a revision is not there. */
  readonly hint: string;
}

/** Host and path of a URL, however it is written: https, ssh, or `git@host:path`. */
export function hostAndPath(url: string): string {
  const [, host = '', path = ''] =
    /^(?:\w+:\/\/)?(?:[^/@]*@)?([^/:]*)(?::\d+(?=\/))?[:/]?(.*?)(?:\.git)?\/*$/.exec(url) ?? [];
  return `${host.toLowerCase()}/${path}`;
}

const origin = 'refs/remotes/origin/';

/** The checkout itself, in which its origin's branches and tags are as they were last fetched. */
const checkoutRepository = (git: Git): GitRepository => ({
  refs: async () => {
    const format =
      '%(objectname)%09%(refname)%(if)%(*objectname)%(then)%0a%(*objectname)%09%(refname)^{}%(end)';
    const refs = parseRefs(await git('for-each-ref', `--format=${format}`, origin, 'refs/tags/'));
    const nameThere = (name: string) =>
      name === `${origin}HEAD` ? 'HEAD' : name.replace(origin, () => 'refs/heads/');
    return new Map([...refs].map(([name, commit]) => [nameThere(name), commit]));
  },
  findGitFolder: async (commit) => {
    try {
      await git('cat-file', '-e', `${commit}^{commit}`);
    } catch {
      return undefined;
    }
    return git('rev-parse', '--absolute-git-dir');
  },
  hint: 'git fetch --tags origin (in CI, fetch-depth: 0), or name a branch, a tag or all 40 digits of a commit',
});

const commitsKept = { entries: 20, bytes: Number.POSITIVE_INFINITY };

async function overNetwork(url: string, asked: Promise<string>): Promise<string> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const said = error.faults.map(({ what }) => what).join('\n');
    throw new RemoteError(
      `${url}: ${said}\n    check the address, the network, and that git may read it here`,
    );
  }
}

async function fetchCommit(url: string, commit: string, folder: string): Promise<void> {
  const temporary = temporaryPath(folder);
  try {
    await mkdir(temporary, { mode: 0o700 });
    const git = createGit(temporary);
    await git('init', '--quiet', '--bare');
    const fetch = ['fetch', '--quiet', '--depth=1', '--no-tags', '--end-of-options', url, commit];
    await overNetwork(url, git(...fetch));
    await rename(temporary, folder).catch((error: NodeJS.ErrnoException) => {
      // Another side of the same diff was quicker.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Another repository; of a commit that is wanted, nothing but that commit is fetched, once. */
const remoteRepository = (git: Git, url: string, cache: string): GitRepository => ({
  refs: async () => {
    const patterns = ['HEAD', 'refs/heads/*', 'refs/tags/*'];
    return parseRefs(await overNetwork(url, git('ls-remote', '--end-of-options', url, ...patterns)));
  },
  findGitFolder: async (commit) => {
    const folder = join(cache, 'git', commit);
    if (existsSync(folder)) return folder;
    await makePrivateFolder(join(cache, 'git'));
    await fetchCommit(url, commit, folder);
    await removeOldest(join(cache, 'git'), commitsKept);
    return folder;
  },
  hint: 'name a branch, a tag or all 40 digits of a commit',
});

/**
 * The repository at a URL. Where that is the origin of the checkout, the checkout answers, and no network is asked.
 *
 * @param root of the checkout
 * @param cache the cache folder
 */
export async function openRepository(url: string, root: string, cache: string): Promise<GitRepository> {
  const git = createGit(root);
  const own = await git('remote', 'get-url', 'origin').catch(() => undefined);
  const isOwn = own !== undefined && hostAndPath(own) === hostAndPath(url);
  return isOwn ? checkoutRepository(git) : remoteRepository(git, url, cache);
}
