import { RemoteError, UserError } from '../../../model/errors.ts';
import { type Change, readBranch, readChanges, readCommit } from '../../git/checkout.ts';
import type { Git } from '../../git/git.ts';
import { readOriginTags, readTags, type VersionTag } from '../../git/version-tags.ts';
import { printProgress } from '../../outcome.ts';

/** What a cut finds: the checkout, and the tags here and on origin. */
export interface CutState {
  readonly head: string;
  readonly subject: string;
  /** Undefined where HEAD is detached. */
  readonly branch: string | undefined;
  readonly changes: readonly Change[];
  readonly here: readonly VersionTag[];
  /** Undefined where origin cannot be reached. */
  readonly onOrigin: readonly VersionTag[] | undefined;
}

async function readOrigin(git: Git, isNeeded: boolean): Promise<VersionTag[] | undefined> {
  try {
    return await readOriginTags(git);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const words = error.faults.map(({ what }) => what).join('\n');
    if (isNeeded) {
      throw new RemoteError(
        `origin: cannot be reached: ${words}\n    nothing was done; run the same command again`,
      );
    }
    printProgress('origin cannot be reached: its tags are not checked');
    return undefined;
  }
}

/** @throws RemoteError when origin cannot be reached and something is to be pushed there */
export async function readCutState(git: Git, pushes: boolean): Promise<CutState> {
  const [log, branch, changes, here, onOrigin] = await Promise.all([
    readCommit(git, '%H%x00%s'),
    readBranch(git),
    readChanges(git),
    readTags(git),
    readOrigin(git, pushes),
  ]);
  const [head = '', subject = ''] = log.split('\0');
  return { head, subject, branch, changes, here, onOrigin };
}
