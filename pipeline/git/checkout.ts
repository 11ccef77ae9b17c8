import { createGit, type Git } from './git.ts';

/** A checkout of the application's repository. */
export interface Checkout {
  /** Its topmost folder. */
  readonly root: string;
  /** Git in that folder. */
  readonly git: Git;
}

/** A path with changes that are not committed, relative to the root. */
export interface Change {
  readonly path: string;
  readonly isStaged: boolean;
}

/**
 * Finds the checkout that a folder is part of.
 *
 * @throws UserError with git's words when there is none
 */
export async function findCheckout(folder: string): Promise<Checkout> {
  const root = await createGit(folder)('rev-parse', '--show-toplevel');
  return { root, git: createGit(root) };
}

/** What is changed, deleted or new in the checkout, without what git ignores. */
export async function readChanges(git: Git): Promise<Change[]> {
  const status = await git('status', '--porcelain', '-z', '--no-renames', '--untracked-files=normal');
  return status
    .split('\0')
    .filter(Boolean)
    .map((entry) => ({ path: entry.slice(3), isStaged: !' ?'.includes(entry.charAt(0)) }));
}

/** The branch that is checked out; undefined where HEAD is detached. */
export const readBranch = async (git: Git): Promise<string | undefined> =>
  (await git('branch', '--show-current')) || undefined;

/** A commit's hash as people read it. */
export const short = (commit: string): string => commit.slice(0, 7);

/**
 * One commit in a format of `git log`: the newest of a revision, or of those in its past that change some paths.
 *
 * @throws UserError with git's words when there is no such revision
 */
export const readCommit = (
  git: Git,
  format: string,
  revision = 'HEAD',
  ...paths: readonly string[]
): Promise<string> =>
  // A user may have git show signatures, which would come before the format.
  git('log', '-1', '--no-show-signature', `--format=${format}`, '--end-of-options', revision, '--', ...paths);
