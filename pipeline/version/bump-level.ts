import type { Fault } from '../../model/errors.ts';
import { short } from '../git/checkout.ts';
import type { Commit } from '../git/commits.ts';

/** The part of a version that is raised. */
export type Level = 'major' | 'minor' | 'patch';

/** How far a version is raised, and why, in words that follow on "because". */
export interface Raise {
  readonly level: Level;
  readonly because: string;
}

const sayHow = 'say --major, --minor or --patch';

function raiseOfCommits(commits: readonly Commit[]): Raise | Fault {
  const breaking = commits.find((commit) => commit.breaking !== undefined);
  if (breaking !== undefined) {
    return {
      what: `${short(breaking.hash)} breaks something: ${JSON.stringify(breaking.description)}`,
      hint: 'a major version is raised by hand: say --major or --minor',
    };
  }
  if (commits.length === 0) return { what: 'there is no commit since the last version', hint: sayHow };
  const feature = commits.find(({ type }) => type === 'feat');
  return feature === undefined
    ? { level: 'patch', because: 'no commit is a feat' }
    : { level: 'minor', because: `${short(feature.hash)} is a feat` };
}

/**
 * How far a branch raises the version: `feat/*` and `fix/*` say it by their name, others by their conventional commits.
 *
 * @param branch undefined where HEAD is detached
 * @param commits those since the last version
 */
export function impliedRaise(branch: string | undefined, commits: readonly Commit[]): Raise | Fault {
  if (branch === undefined) return { what: 'HEAD is detached', hint: `check out a branch, or ${sayHow}` };
  if (branch === 'main' || branch === 'stg') {
    return {
      what: `${branch} does not say how far its version is raised`,
      hint: `raise it on the branch feat/… or fix/…, or ${sayHow}`,
    };
  }
  const because = `the branch is ${branch}`;
  if (branch.startsWith('feat/')) return { level: 'minor', because };
  if (branch.startsWith('fix/')) return { level: 'patch', because };
  return raiseOfCommits(commits);
}
