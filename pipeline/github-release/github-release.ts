import semver from 'semver';
import { type Fault, RefusedError, UserError } from '../../model/errors.ts';

import type { GitHub } from '../github/client.ts';
import { commentOnce } from '../github/commit-comments.ts';
import {
  pullRequestBodyLimit,
  type UpsertedPullRequest,
  upsertPullRequest,
} from '../github/pull-requests.ts';
import { findBranchCommit, findTagCommit } from '../github/refs.ts';
import { publishRelease, type ReleaseContent, releaseBodyLimit, upsertRelease } from '../github/releases.ts';
import { imageTagsOf, type ReleaseSource, releaseTag } from '../version/release-source.ts';
import { type NotesSource, renderNotes } from './notes.ts';

/** What was done on GitHub. */
export interface CreatedRelease {
  readonly tag: string;
  readonly url: string;
  readonly release: 'created' | 'updated' | 'unchanged';
  /** On channel staging. */
  readonly comment?: { readonly url: string; readonly created: boolean };
  /** On channel staging, where `stg` ends with this commit and `main` has not all of it. */
  readonly pullRequest?: UpsertedPullRequest;
}

const stagingBranch = 'stg';
const mainBranch = 'main';
const commentMarker = '<!-- pipeline: staged -->';
const pullRequestMarker = '<!-- pipeline: release -->';

/** What GitHub shall show for a release. */
export function releaseContentOf(notes: NotesSource): ReleaseContent {
  const { facts } = notes;
  const tag = releaseTag(facts);
  const prerelease = facts.channel === 'staging' || semver.prerelease(facts.version) !== null;
  return {
    tag_name: tag,
    target_commitish: facts.commit,
    name: tag,
    body: renderNotes(notes, releaseBodyLimit),
    prerelease,
    make_latest: prerelease ? 'false' : 'legacy',
  };
}

/** A release is of the commit that its tag points to; that of the channel release is made by who cuts it. */
async function checkTag(github: GitHub, source: ReleaseSource): Promise<void> {
  const tag = releaseTag(source);
  const { owner, name } = github.repository;
  const found = await findTagCommit(github, tag);
  const fault = (what: string, hint: string): Fault[] => [{ where: `${owner}/${name}`, what, hint }];
  if (found === undefined && source.channel === 'release')
    throw new UserError(
      fault(`has no tag ${tag}`, `make it first: pipeline cut --version ${source.version} --push`),
    );
  if (found !== undefined && found !== source.commit)
    throw new RefusedError(
      fault(
        `the tag ${tag} is at commit ${found}, not at ${source.commit}`,
        'a version is released once: raise it (pipeline version bump), or give the commit of the tag by --commit',
      ),
    );
}

/** Where the branch has moved on meanwhile, a later release has the pull request: this one changes nothing. */
async function upsertStagingPullRequest(
  github: GitHub,
  notes: NotesSource,
): Promise<UpsertedPullRequest | undefined> {
  const { commit, version } = notes.facts;
  if ((await findBranchCommit(github, stagingBranch)) !== commit) return undefined;
  return upsertPullRequest(github, {
    ...{ head: stagingBranch, base: mainBranch, title: `Release ${version}`, commit },
    marker: pullRequestMarker,
    text: renderNotes(notes, pullRequestBodyLimit),
  });
}

async function announceStaging(github: GitHub, notes: NotesSource) {
  const { facts } = notes;
  const text = `Staged as ${imageTagsOf(facts)
    .map((tag) => `\`${tag}\``)
    .join(' and ')}.`;
  const comment = await commentOnce(github, { commit: facts.commit, marker: commentMarker, text });
  const pullRequest = await upsertStagingPullRequest(github, notes);
  return pullRequest === undefined ? { comment } : { comment, pullRequest };
}

/**
 * Makes a release on GitHub, or brings the one that is there to what it should be; on channel staging also the
 * comment on its commit and the pull request to `main`. It is a draft until all else is done, so that whatever dies
 * in between is finished by the same again.
 *
 * @throws UserError where the version has no tag, RefusedError where its tag is at another commit
 * @throws RemoteError
 */
export async function createRelease(github: GitHub, notes: NotesSource): Promise<CreatedRelease> {
  await checkTag(github, notes.facts);
  const content = releaseContentOf(notes);
  const { release, done } = await upsertRelease(github, content);
  const announced = notes.facts.channel === 'staging' ? await announceStaging(github, notes) : {};
  const { html_url: url } = await publishRelease(github, release, content);
  return { tag: content.tag_name, url, release: done, ...announced };
}
