import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RemoteError, UserError } from '../../../../model/errors.ts';
import { createGit, type Git } from '../../../git/git.ts';
import { makePrivateFolder, removeOldest, temporaryPath } from '../cache-files.ts';
import { parseRefs, type Refs } from './git-refs.ts';

/** A Git repository to read from: the checkout, or a remote one. */
export interface GitRepository {
  readonly refs: () => Promise<Refs>;
  /** Finds the git folder on this machine that has the commit; undefined if there is none. */
  readonly findGitFolder: (commit: string) => Promise<string | undefined>;
  /** What to do if a revision does not exist. */
  readonly hint: string;
}

/** The host and path of a URL in any of git's forms (https, ssh, `git@host:path`): `github.com/owner/name`. */
export function hostAndPath(url: string): string {
  const [, host = '', path = ''] =
    /^(?:\w+:\/\/)?(?:[^/@]*@)?([^/:]*)(?::\d+(?=\/))?[:/]?(.*?)(?:\.git)?\/*$/.exec(url) ?? [];
  return `${host.toLowerCase()}/${path}`;
}

const origin = 'refs/remotes/origin/';

/** Git's own refusal becomes undefined; every other error is thrown. */
async function ifGitSucceeds(run: Promise<string>): Promise<string | undefined> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Reads origin from the checkout, with the branches and tags as they were last fetched. */
const checkoutRepository = (git: Git): GitRepository => ({
  refs: async () => {
    const format =
      '%(objectname)%09%(refname)%(if)%(*objectname)%(then)%0a%(*objectname)%09%(refname)^{}%(end)';
    const refs = parseRefs(await git('for-each-ref', `--format=${format}`, origin, 'refs/tags/'));
    const nameInOrigin = (name: string) =>
      name === `${origin}HEAD` ? 'HEAD' : name.replace(origin, () => 'refs/heads/');
    return new Map([...refs].map(([name, commit]) => [nameInOrigin(name), commit]));
  },
  findGitFolder: async (commit) => {
    const found = await ifGitSucceeds(git('cat-file', '-e', `${commit}^{commit}`));
    return found === undefined ? undefined : git('rev-parse', '--absolute-git-dir');
  },
  hint: 'run git fetch --tags origin (in CI, set fetch-depth: 0), or name a branch, a tag or the full hash of a commit',
});

const cacheLimit = { entries: 20, bytes: Number.POSITIVE_INFINITY };

async function asRemoteError(url: string, run: Promise<string>): Promise<string> {
  try {
    return await run;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const message = error.faults.map(({ what }) => what).join('\n');
    throw new RemoteError(`${url}: ${message}\n    check the URL, the network, and that git has access`);
  }
}

async function fetchCommit(url: string, commit: string, folder: string): Promise<void> {
  const temporary = temporaryPath(folder);
  try {
    await mkdir(temporary, { mode: 0o700 });
    const git = createGit(temporary);
    await git('init', '--quiet', '--bare');
    const fetch = ['fetch', '--quiet', '--depth=1', '--no-tags', '--end-of-options', url, commit];
    await asRemoteError(url, git(...fetch));
    await rename(temporary, folder).catch((error: NodeJS.ErrnoException) => {
      // The other side of the same diff has fetched it in the meantime.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Reads a repository over the network. Of a commit only the commit itself is fetched, without history, and cached. */
const remoteRepository = (git: Git, url: string, cache: string): GitRepository => ({
  refs: async () => {
    const patterns = ['HEAD', 'refs/heads/*', 'refs/tags/*'];
    return parseRefs(await asRemoteError(url, git('ls-remote', '--end-of-options', url, ...patterns)));
  },
  findGitFolder: async (commit) => {
    const folder = join(cache, 'git', commit);
    if (existsSync(folder)) return folder;
    await makePrivateFolder(join(cache, 'git'));
    await fetchCommit(url, commit, folder);
    await removeOldest(join(cache, 'git'), cacheLimit);
    return folder;
  },
  hint: 'name a branch, a tag or the full hash of a commit',
});

/**
 * Opens the repository at a URL. If it is the origin of the checkout, it is read from the checkout, without network.
 *
 * @param root the top of the checkout
 * @param cache the cache folder
 */
export async function openRepository(url: string, root: string, cache: string): Promise<GitRepository> {
  const git = createGit(root);
  const own = await ifGitSucceeds(git('remote', 'get-url', 'origin'));
  const isOwn = own !== undefined && hostAndPath(own) === hostAndPath(url);
  return isOwn ? checkoutRepository(git) : remoteRepository(git, url, cache);
}
