import semver from 'semver';
import { type Fault, RefusedError, UserError } from '../../model/errors.ts';
import { imageTagsOf, type ReleaseSource, releaseTag } from '../../model/release-source.ts';
import type { GitHub } from '../github/client.ts';
import { commentOnce } from '../github/commit-comments.ts';
import {
  pullRequestBodyLimit,
  type UpsertedPullRequest,
  upsertPullRequest,
} from '../github/pull-requests.ts';
import { findBranchCommit, findTagCommit } from '../github/refs.ts';
import { publishRelease, type ReleaseContent, releaseBodyLimit, upsertRelease } from '../github/releases.ts';
import { type NotesSource, renderNotes } from './notes.ts';

/** The result of creating a release on GitHub. */
export interface CreatedRelease {
  readonly tag: string;
  readonly url: string;
  readonly release: 'created' | 'updated' | 'unchanged';
  /** Only on the channel staging. */
  readonly comment?: { readonly url: string; readonly created: boolean };
  /** Only on the channel staging, if the commit is at the end of `stg` and `main` does not contain it. */
  readonly pullRequest?: UpsertedPullRequest;
}

const stagingBranch = 'stg';
const mainBranch = 'main';
const commentMarker = '<!-- pipeline: staged -->';
const pullRequestMarker = '<!-- pipeline: release -->';

/** The content of a release on GitHub. */
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

/** Checks that the release's tag points to its commit. On the channel release the tag must exist. */
async function checkTag(github: GitHub, source: ReleaseSource): Promise<void> {
  const tag = releaseTag(source);
  const { owner, name } = github.repository;
  const found = await findTagCommit(github, tag);
  const fault = (what: string, hint: string): Fault[] => [{ where: `${owner}/${name}`, what, hint }];
  if (found === undefined && source.channel === 'release')
    throw new UserError(
      fault(`has no tag ${tag}`, `create it first: pipeline cut --version ${source.version} --push`),
    );
  if (found !== undefined && found !== source.commit)
    throw new RefusedError(
      fault(
        `the tag ${tag} points to commit ${found}, not to ${source.commit}`,
        'raise the version (pipeline version bump), or name the commit of the tag with --commit',
      ),
    );
}

/** Updates the pull request, unless the branch has newer commits: then it belongs to a later release. */
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

async function upsertStagingPosts(github: GitHub, notes: NotesSource) {
  const { facts } = notes;
  const text = `Staged as ${imageTagsOf(facts)
    .map((tag) => `\`${tag}\``)
    .join(' and ')}.`;
  const comment = await commentOnce(github, { commit: facts.commit, marker: commentMarker, text });
  const pullRequest = await upsertStagingPullRequest(github, notes);
  return pullRequest === undefined ? { comment } : { comment, pullRequest };
}

/**
 * Creates or updates a release on GitHub; on the channel staging also the comment on its commit and the pull request to
 * `main`. The release stays a draft until everything else is done, so the same call finishes an interrupted run.
 *
 * @throws UserError if the version has no tag; RefusedError if its tag points to another commit
 * @throws RemoteError
 */
export async function createRelease(github: GitHub, notes: NotesSource): Promise<CreatedRelease> {
  await checkTag(github, notes.facts);
  const content = releaseContentOf(notes);
  const { release, done } = await upsertRelease(github, content);
  const posts = notes.facts.channel === 'staging' ? await upsertStagingPosts(github, notes) : {};
  const { html_url: url } = await publishRelease(github, release, content);
  return { tag: content.tag_name, url, release: done, ...posts };
}
