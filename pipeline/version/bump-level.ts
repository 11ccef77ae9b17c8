import { type Checked, invalid, valid } from '../../model/checked.ts';
import { short } from '../git/checkout.ts';
import type { Commit } from '../git/commits.ts';

/** The part of a version to raise. */
export type Level = 'major' | 'minor' | 'patch';

/** The part of a version to raise, and the reason in words that follow "because". */
export interface Raise {
  readonly level: Level;
  readonly because: string;
}

const levelHint = 'use --major, --minor or --patch';

function raiseByCommits(commits: readonly Commit[]): Checked<Raise> {
  const breaking = commits.find((commit) => commit.breaking !== undefined);
  if (breaking !== undefined) {
    return invalid({
      what: `commit ${short(breaking.hash)} has a breaking change: ${JSON.stringify(breaking.description)}`,
      hint: 'choose the level yourself: use --major or --minor',
    });
  }
  if (commits.length === 0)
    return invalid({ what: 'there is no commit since the last version', hint: levelHint });
  const feature = commits.find(({ type }) => type === 'feat');
  return valid(
    feature === undefined
      ? { level: 'patch', because: 'no commit is a feat' }
      : { level: 'minor', because: `${short(feature.hash)} is a feat` },
  );
}

/**
 * The part of the version that a branch raises: by its name for `feat/*` and `fix/*`, else by its Conventional Commits.
 *
 * @param branch undefined if HEAD is detached
 * @param commits the commits since the last version
 */
export function impliedRaise(branch: string | undefined, commits: readonly Commit[]): Checked<Raise> {
  if (branch === undefined)
    return invalid({ what: 'HEAD is detached', hint: `check out a branch, or ${levelHint}` });
  if (branch === 'main' || branch === 'stg') {
    return invalid({
      what: `the branch ${branch} does not tell which part of the version to raise`,
      hint: `raise it on a branch feat/… or fix/…, or ${levelHint}`,
    });
  }
  const because = `the branch is ${branch}`;
  if (branch.startsWith('feat/')) return valid({ level: 'minor', because });
  if (branch.startsWith('fix/')) return valid({ level: 'patch', because });
  return raiseByCommits(commits);
}
