import semver from 'semver';
import { userError } from '../../model/errors.ts';
import type { ReleaseSource } from '../../model/release-source.ts';
import { highestVersion, imageTag, isVersion } from '../../model/version.ts';
import { type Commit, readCommits } from '../git/commits.ts';
import type { Git } from '../git/git.ts';

/** The changes since the previous release. */
export interface Changes {
  /** The tag of the previous release; undefined for the first one. */
  readonly previous: string | undefined;
  /** Newest first. */
  readonly commits: readonly Commit[];
}

export interface ChangeGroup {
  readonly title: string;
  readonly commits: readonly Commit[];
}

const groups: readonly { readonly title: string; readonly includes: (commit: Commit) => boolean }[] = [
  { title: 'Breaking changes', includes: ({ breaking }) => breaking !== undefined },
  { title: 'Features', includes: ({ type }) => type === 'feat' },
  { title: 'Fixes', includes: ({ type }) => type === 'fix' },
  { title: 'Other changes', includes: () => true },
];

/** Groups commits, each in the first group that includes it, without empty groups. */
export const groupCommits = (commits: readonly Commit[]): ChangeGroup[] =>
  groups
    .map(({ title }, index) => ({
      title,
      commits: commits.filter((commit) => groups.findIndex(({ includes }) => includes(commit)) === index),
    }))
    .filter((group) => group.commits.length > 0);

/** Whether `pipeline cut` or `pipeline version bump` created the commit. */
function isReleaseCommit({ message }: Commit): boolean {
  const [subject = ''] = message.split('\n');
  return isVersion(/^(?:Release|chore: raise the version to) (\S+)$/.exec(subject)?.[1] ?? '');
}

/** The tag of the next lower version before the commit. Prereleases are ignored for a full release. */
async function findPreviousTag(git: Git, { version, commit }: ReleaseSource): Promise<string | undefined> {
  const tags = await git('for-each-ref', `--merged=${commit}`, '--format=%(refname:strip=2)', 'refs/tags/v*');
  const isFull = semver.prerelease(version) === null;
  const lower = tags
    .split('\n')
    .map((tag) => tag.slice(1))
    .filter((tagged) => isVersion(tagged) && semver.lt(tagged, version))
    .filter((tagged) => !isFull || semver.prerelease(tagged) === null);
  const previous = highestVersion(lower);
  return previous === undefined ? undefined : imageTag(previous);
}

/**
 * Reads the changes since the previous release, without merge commits and without the commits of the releases
 * themselves.
 *
 * @throws UserError if the history is shallow
 */
export async function readReleaseChanges(git: Git, source: ReleaseSource): Promise<Changes> {
  if ((await git('rev-parse', '--is-shallow-repository')) === 'true') {
    const what = 'the history is shallow, so the changes since the previous release are not known';
    throw userError(what, {
      hint: 'run git fetch --unshallow --tags (in GitHub Actions, check out with fetch-depth: 0)',
    });
  }
  const previous = await findPreviousTag(git, source);
  const range = previous === undefined ? source.commit : `refs/tags/${previous}..${source.commit}`;
  const merges = new Set((await git('rev-list', '--merges', '--end-of-options', range, '--')).split('\n'));
  const commits = await readCommits(git, range);
  return {
    previous,
    commits: commits.filter((commit) => !merges.has(commit.hash) && !isReleaseCommit(commit)),
  };
}
