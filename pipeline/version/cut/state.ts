import { RemoteError, UserError } from '../../../model/errors.ts';
import { type Change, readBranch, readChanges, readCommit } from '../../git/checkout.ts';
import type { Git } from '../../git/git.ts';
import { readOriginTags, readTags, type VersionTag } from '../../git/version-tags.ts';
import { printProgress } from '../../outcome.ts';

/** The state before a cut: the checkout, and the version tags in it and on origin. */
export interface CutState {
  /** The commit of HEAD. */
  readonly head: string;
  /** The subject of that commit. */
  readonly subject: string;
  /** Undefined if HEAD is detached. */
  readonly branch: string | undefined;
  readonly changes: readonly Change[];
  readonly localTags: readonly VersionTag[];
  /** Undefined if origin cannot be reached. */
  readonly originTags: readonly VersionTag[] | undefined;
}

async function readTagsOfOrigin(git: Git, isRequired: boolean): Promise<VersionTag[] | undefined> {
  try {
    return await readOriginTags(git);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const message = error.faults.map(({ what }) => what).join('\n');
    if (isRequired) {
      throw new RemoteError(
        `origin: cannot be reached: ${message}\n    nothing was changed; run the same command again later`,
      );
    }
    printProgress('origin cannot be reached, so its tags are not checked');
    return undefined;
  }
}

/** @throws RemoteError if origin cannot be reached but `pushes` is set */
export async function readCutState(git: Git, pushes: boolean): Promise<CutState> {
  const [log, branch, changes, localTags, originTags] = await Promise.all([
    readCommit(git, '%H%x00%s'),
    readBranch(git),
    readChanges(git),
    readTags(git),
    readTagsOfOrigin(git, pushes),
  ]);
  const [head = '', subject = ''] = log.split('\0');
  return { head, subject, branch, changes, localTags, originTags };
}
