import { RemoteError, refused, UserError } from '../../model/errors.ts';
import type { Git } from './git.ts';

const isBehind = (message: string): boolean =>
  /\[rejected\].*\((fetch first|non-fast-forward)\)/.test(message);
const isRejected = (message: string): boolean => /\[(remote )?rejected\]/.test(message);

/** The error for a rejected push, by git's message; in every case nothing was pushed. */
function pushError(branch: string, tag: string, message: string): Error {
  const nothingPushed = `nothing was pushed, and ${tag} stays in this checkout`;
  if (isBehind(message)) {
    return refused(`${branch} has commits that are not in this checkout; ${nothingPushed}`, {
      where: 'origin',
      hint: 'run git pull --rebase, then the same command again; it moves the tag',
    });
  }
  if (isRejected(message)) {
    return refused(`rejects ${branch} or ${tag}; ${nothingPushed}\n${message}`, {
      where: 'origin',
      hint: 'change the rules of origin, or push as somebody who may; then run the same command again',
    });
  }
  return new RemoteError(`origin: ${nothingPushed}\n${message}\n    run the same command again`);
}

/**
 * Pushes a branch and a tag to origin, both or neither.
 *
 * @throws RefusedError if origin rejects one of them; RemoteError if origin cannot be reached
 */
export async function pushRelease(git: Git, branch: string, tag: string): Promise<void> {
  const refs = [`refs/heads/${branch}`, `refs/tags/${tag}`].map((ref) => `${ref}:${ref}`);
  try {
    await git('push', '--atomic', '--no-follow-tags', '--end-of-options', 'origin', ...refs);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw pushError(branch, tag, error.faults.map(({ what }) => what).join('\n'));
  }
}
