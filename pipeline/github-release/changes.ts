import semver from 'semver';
import { userError } from '../../model/errors.ts';
import { highestVersion, imageTag, isVersion } from '../../model/version.ts';
import { type Commit, readCommits } from '../git/commits.ts';
import type { Git } from '../git/git.ts';

import type { ReleaseSource } from '../version/release-source.ts';

/** What came since the previous release, the newest first. */
export interface Changes {
  /** The tag of the previous release; undefined where this is the first one. */
  readonly previous: string | undefined;
  readonly commits: readonly Commit[];
}

export interface ChangeGroup {
  readonly title: string;
  readonly commits: readonly Commit[];
}

const kinds: readonly { readonly title: string; readonly has: (commit: Commit) => boolean }[] = [
  { title: 'Breaking changes', has: ({ breaking }) => breaking !== undefined },
  { title: 'Features', has: ({ type }) => type === 'feat' },
  { title: 'Fixes', has: ({ type }) => type === 'fix' },
  { title: 'Other changes', has: () => true },
];

/** The commits, each in the first group that it belongs to; groups without a commit are left out. */
export const groupCommits = (commits: readonly Commit[]): ChangeGroup[] =>
  kinds
    .map(({ title }, index) => ({
      title,
      commits: commits.filter((commit) => kinds.findIndex(({ has }) => has(commit)) === index),
    }))
    .filter((group) => group.commits.length > 0);

/** Whether `pipeline cut` or `pipeline version bump` made it. */
function isReleaseCommit({ message }: Commit): boolean {
  const [subject = ''] = message.split('\n');
  return isVersion(/^(?:Release|chore: raise the version to) (\S+)$/.exec(subject)?.[1] ?? '');
}

/** The tag of the next lower version before the commit; a release is not compared with a prerelease. */
async function findPrevious(git: Git, { version, commit }: ReleaseSource): Promise<string | undefined> {
  const tags = await git('for-each-ref', `--merged=${commit}`, '--format=%(refname:strip=2)', 'refs/tags/v*');
  const isFull = semver.prerelease(version) === null;
  const lower = tags
    .split('\n')
    .map((tag) => tag.slice(1))
    .filter((one) => isVersion(one) && semver.lt(one, version))
    .filter((one) => !isFull || semver.prerelease(one) === null);
  const previous = highestVersion(lower);
  return previous === undefined ? undefined : imageTag(previous);
}

/**
 * Reads what changed since the previous release: without merges, which repeat what was merged, and without the
 * commits that a release itself makes.
 *
 * @throws UserError where the history is cut off
 */
export async function readReleaseChanges(git: Git, source: ReleaseSource): Promise<Changes> {
  if ((await git('rev-parse', '--is-shallow-repository')) === 'true') {
    const what = 'the history is cut off, so that nobody can say what changed since the previous release';
    throw userError(what, {
      hint: 'git fetch --unshallow --tags (in GitHub Actions: fetch-depth: 0 for the checkout)',
    });
  }
  const previous = await findPrevious(git, source);
  const range = previous === undefined ? source.commit : `refs/tags/${previous}..${source.commit}`;
  const merges = new Set((await git('rev-list', '--merges', '--end-of-options', range, '--')).split('\n'));
  const commits = await readCommits(git, range);
  return { previous, commits: commits.filter((one) => !merges.has(one.hash) && !isReleaseCommit(one)) };
}
