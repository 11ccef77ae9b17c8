import { RemoteError, refused, UserError } from '../../model/errors.ts';

import type { Git } from './git.ts';

const isBehind = (words: string): boolean => /\[rejected\].*\((fetch first|non-fast-forward)\)/.test(words);
const isRefused = (words: string): boolean => /\[(remote )?rejected\]/.test(words);

/** Turns git's words into what to do; whatever it was, nothing is on origin. */
function explain(branch: string, tag: string, words: string): Error {
  const kept = `nothing was pushed; ${tag} stays in this checkout`;
  if (isBehind(words)) {
    return refused(`${branch} has commits there that are not here: ${kept}`, {
      where: 'origin',
      hint: 'git pull --rebase, then the same command again: the tag follows',
    });
  }
  if (isRefused(words)) {
    return refused(`refuses ${branch} or ${tag}: ${kept}\n${words}`, {
      where: 'origin',
      hint: 'when origin allows it, run the same command again',
    });
  }
  return new RemoteError(`origin: ${kept}\n${words}\n    run the same command again`);
}

/**
 * Pushes a branch and a tag to origin, both or neither.
 *
 * @throws RefusedError when origin does not take them; RemoteError when it cannot be reached
 */
export async function pushRelease(git: Git, branch: string, tag: string): Promise<void> {
  const refs = [`refs/heads/${branch}`, `refs/tags/${tag}`].map((ref) => `${ref}:${ref}`);
  try {
    await git('push', '--atomic', '--no-follow-tags', '--end-of-options', 'origin', ...refs);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw explain(branch, tag, error.faults.map(({ what }) => what).join('\n'));
  }
}
