import { UserError, userError } from '../../model/errors.ts';
import type { Git } from './git.ts';

/**
 * Resolves a revision to its commit.
 *
 * @param revision a branch, tag, commit or other revision, as git takes it; a text that looks like an option is safe
 * @param details where the revision was given, and what to do if it does not exist
 * @returns the full hash, in hexadecimal digits
 * @throws UserError if there is no such commit
 */
export async function resolveCommit(
  git: Git,
  revision: string,
  details: { readonly where: string; readonly hint: string },
): Promise<string> {
  try {
    return await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw userError(`${JSON.stringify(revision)} is not a commit of this repository`, details);
  }
}
