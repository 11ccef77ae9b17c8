import type { Fault } from '../../../model/errors.ts';
import { readCommit, short } from '../../git/checkout.ts';
import type { Git } from '../../git/git.ts';
import type { CutState } from './state.ts';

/** The subject of a release's commit and of its tag. */
export const releaseSubject = (version: string): string => `Release ${version}`;

/** How far an earlier run of the same cut came. */
export type CutProgress =
  | { readonly reached: 'nothing' }
  /** The tag is at HEAD, and not on origin as far as is known. */
  | { readonly reached: 'tag'; readonly commit: string }
  /** The tag is on origin. */
  | { readonly reached: 'origin'; readonly commit: string }
  /** HEAD is the tagged commit after a rebase; the tag, never pushed, has to follow it. */
  | { readonly reached: 'rebase' };

/** Whether a commit is the release that was cut from HEAD: what a workflow that is run again finds on origin. */
async function isCutFrom(git: Git, head: string, version: string, commit: string): Promise<boolean> {
  return (await readCommit(git, '%P%x00%s', commit)) === `${head}\0${releaseSubject(version)}`;
}

/** Whether one commit is the other after a rebase, which keeps author, time and message. */
async function isRebased(git: Git, commit: string, head: string): Promise<boolean> {
  const format = '%an%x00%ae%x00%at%x00%B';
  return (await readCommit(git, format, commit)) === (await readCommit(git, format, head));
}

/**
 * Finds out what is left to do of a cut.
 *
 * @returns why the version cannot be cut, where its tag belongs to something else
 */
export async function readProgress(
  git: Git,
  { head, here, onOrigin }: CutState,
  version: string,
): Promise<CutProgress | Fault> {
  const tag = `v${version}`;
  const isIt = (other: { readonly version: string }) => other.version === version;
  const [ours, theirs] = [here.find(isIt), onOrigin?.find(isIt)];
  const found = ours ?? theirs;
  if (found === undefined) return { reached: 'nothing' };
  if (ours !== undefined && theirs !== undefined && ours.object !== theirs.object) {
    return {
      what: `${tag} is at ${short(theirs.commit)} on origin, but at ${short(ours.commit)} here`,
      hint: `choose a higher version, and delete the tag here: git tag -d ${tag}`,
    };
  }
  const { commit } = found;
  if (commit === head) return { reached: theirs === undefined ? 'tag' : 'origin', commit };
  if (theirs !== undefined) {
    // Without FETCH_HEAD nothing changes here that anyone could see.
    const fetch = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', 'origin'];
    if (ours === undefined) await git(...fetch, `refs/tags/${tag}`);
    if (await isCutFrom(git, head, version, commit)) return { reached: 'origin', commit };
    return { what: `${tag} is on origin already, at ${short(commit)}`, hint: 'choose a higher version' };
  }
  if (onOrigin !== undefined && (await isRebased(git, commit, head))) return { reached: 'rebase' };
  return {
    what: `${tag} is there already, at ${short(commit)}, and HEAD is ${short(head)}`,
    hint: `choose a higher version; or, if the tag was never pushed, delete it: git tag -d ${tag}`,
  };
}
