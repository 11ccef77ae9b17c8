import { createGit, type Git } from './git.ts';

/** A checkout of the application's repository. */
export interface Checkout {
  /** Its root folder. */
  readonly root: string;
  /** Git in that folder. */
  readonly git: Git;
}

/** An uncommitted change; the path is relative to the root. */
export interface Change {
  readonly path: string;
  readonly isStaged: boolean;
}

/**
 * Finds the checkout that contains a folder.
 *
 * @throws UserError with git's message if there is none
 */
export async function findCheckout(folder: string): Promise<Checkout> {
  const root = await createGit(folder)('rev-parse', '--show-toplevel');
  return { root, git: createGit(root) };
}

/** All changed, deleted and new files in the checkout that git does not ignore. */
export async function readChanges(git: Git): Promise<Change[]> {
  const status = await git('status', '--porcelain', '-z', '--no-renames', '--untracked-files=normal');
  return status
    .split('\0')
    .filter(Boolean)
    .map((entry) => ({ path: entry.slice(3), isStaged: !' ?'.includes(entry.charAt(0)) }));
}

/** The branch that is checked out; undefined if HEAD is detached. */
export const readBranch = async (git: Git): Promise<string | undefined> =>
  (await git('branch', '--show-current')) || undefined;

/** The first 7 digits of a commit's hash. */
export const short = (commit: string): string => commit.slice(0, 7);

/**
 * Reads one commit in a format of `git log`: the newest one of a revision, or the newest one that changes some paths.
 *
 * @throws UserError with git's message if there is no such revision
 */
export const readCommit = (
  git: Git,
  format: string,
  revision = 'HEAD',
  ...paths: readonly string[]
): Promise<string> =>
  // The user's config may show signatures, which git prints before the format.
  git('log', '-1', '--no-show-signature', `--format=${format}`, '--end-of-options', revision, '--', ...paths);
