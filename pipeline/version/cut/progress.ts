import { type Checked, invalid, valid } from '../../../model/checked.ts';
import { readCommit, short } from '../../git/checkout.ts';
import type { Git } from '../../git/git.ts';
import type { CutState } from './state.ts';

/** The subject of a release commit and of its tag. */
export const releaseSubject = (version: string): string => `Release ${version}`;

/** How far an earlier run of the same cut got. */
export type CutProgress =
  | { readonly reached: 'nothing' }
  /** The tag is at HEAD, but not on origin, or origin cannot be reached. */
  | { readonly reached: 'tag'; readonly commit: string }
  /** The tag is on origin. */
  | { readonly reached: 'origin'; readonly commit: string }
  /** HEAD is the tagged commit after a rebase. The tag was never pushed and must be moved to HEAD. */
  | { readonly reached: 'rebase' };

/** Whether a commit is the release that was cut from HEAD; a repeated workflow run finds it on origin. */
async function isCutFrom(git: Git, head: string, version: string, commit: string): Promise<boolean> {
  return (await readCommit(git, '%P%x00%s', commit)) === `${head}\0${releaseSubject(version)}`;
}

/** Whether HEAD is a commit after a rebase, which keeps author, time and message. */
async function isRebased(git: Git, commit: string, head: string): Promise<boolean> {
  const format = '%an%x00%ae%x00%at%x00%B';
  return (await readCommit(git, format, commit)) === (await readCommit(git, format, head));
}

/**
 * Finds out how far an earlier run of the same cut got.
 *
 * @returns a fault if the version's tag belongs to another commit
 */
export async function readProgress(
  git: Git,
  { head, localTags, originTags }: CutState,
  version: string,
): Promise<Checked<CutProgress>> {
  const tag = `v${version}`;
  const hasVersion = (other: { readonly version: string }) => other.version === version;
  const local = localTags.find(hasVersion);
  const remote = originTags?.find(hasVersion);
  const found = local ?? remote;
  if (found === undefined) return valid({ reached: 'nothing' });
  if (local !== undefined && remote !== undefined && local.object !== remote.object) {
    return invalid({
      what: `${tag} is at ${short(remote.commit)} on origin, but at ${short(local.commit)} in this checkout`,
      hint: `choose a higher version, and delete the local tag: git tag -d ${tag}`,
    });
  }
  const { commit } = found;
  if (commit === head) return valid({ reached: remote === undefined ? 'tag' : 'origin', commit });
  if (remote !== undefined) {
    // Without writing FETCH_HEAD, the fetch changes nothing visible in the checkout.
    const fetch = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', 'origin'];
    if (local === undefined) await git(...fetch, `refs/tags/${tag}`);
    if (await isCutFrom(git, head, version, commit)) return valid({ reached: 'origin', commit });
    return invalid({
      what: `${tag} exists on origin already, at ${short(commit)}`,
      hint: 'choose a higher version',
    });
  }
  if (originTags !== undefined && (await isRebased(git, commit, head))) return valid({ reached: 'rebase' });
  return invalid({
    what: `${tag} exists already, at ${short(commit)}, but HEAD is ${short(head)}`,
    hint: `choose a higher version; or, if the tag was never pushed, delete it: git tag -d ${tag}`,
  });
}
