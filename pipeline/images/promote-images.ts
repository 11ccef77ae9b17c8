import pMap from 'p-map';
import semver from 'semver';
import { maxConcurrentRequests } from '../../http/concurrency.ts';
import type { Application } from '../../model/application.ts';
import { UserError } from '../../model/errors.ts';
import { highestVersion, isVersion } from '../../model/version.ts';
import type { Client } from '../oci/client.ts';
import { type Outcome, table } from '../outcome.ts';
import { checkPlainVersion, movingTags, stagingTags, versionTags } from './image-tags.ts';
import { type Image, imagesOf } from './images.ts';
import { type RetaggedImage, retag, type TagOutcome } from './retag.ts';

const shortDigest = (digest: string) => digest.slice(0, 'sha256:'.length + 12);

const describeTag = ({ tag, done, was }: TagOutcome) =>
  `${tag} (${was === undefined ? done : `${done} from ${shortDigest(was)}`})`;

function createOutcome(images: readonly RetaggedImage[], ...notes: readonly string[]): Outcome {
  const rows = images.map(({ name, digest, tags }) => [
    name,
    shortDigest(digest),
    tags.map(describeTag).join(', '),
  ]);
  const changed = images.some(({ tags }) => tags.some(({ done }) => done !== 'already there'));
  const unchanged = changed ? [] : ['Nothing was changed: every image has these tags already.'];
  return {
    text: [table(['image', 'digest', 'tags'], rows), ...unchanged, ...notes].join('\n'),
    data: { changed, images },
  };
}

function checkVersion(where: string, version: string): void {
  const faults = checkPlainVersion(where, version);
  if (faults.length > 0) throw new UserError(faults);
}

/**
 * Puts the tags of staging on the images that were built for a commit.
 *
 * @param from the tag that the images were pushed with; by default `sha-<commit>`
 * @throws UserError for an invalid version, and the errors of `retag`
 */
export async function stageImages(
  client: Client,
  application: Application,
  { version, commit, from = `sha-${commit}` }: { version: string; commit: string; from?: string | undefined },
): Promise<Outcome> {
  checkVersion('--version', version);
  const fixed = stagingTags(commit, version);
  return createOutcome(await retag(client, imagesOf(application), { from, fixed, moving: [] }));
}

/** The highest version among the tags of all images, with or without `v`, but without prereleases. */
async function findHighestVersion(client: Client, images: readonly Image[]): Promise<string | undefined> {
  const tags = await pMap(images, ({ repository }) => client.listTags(repository), {
    concurrency: maxConcurrentRequests,
  });
  const versions = tags.flat().map((tag) => tag.replace(/^v/, ''));
  return highestVersion(
    versions.filter((version) => isVersion(version) && semver.prerelease(version) === null),
  );
}

/**
 * Puts the tags of a version on staged images, without building them again. `latest` is moved unless a higher version
 * was released already.
 *
 * @param from the tag that the images have in staging
 * @throws UserError for an invalid version, and the errors of `retag`
 */
export async function promoteImages(
  client: Client,
  application: Application,
  { from, to }: { from: string; to: string },
): Promise<Outcome> {
  checkVersion('--to', to);
  const images = imagesOf(application);
  const fixed = versionTags(to);
  const moving = movingTags(to);
  const newest = moving.length === 0 ? undefined : await findHighestVersion(client, images);
  if (newest === undefined || semver.lte(newest, to))
    return createOutcome(await retag(client, images, { from, fixed, moving }));
  const note = `latest was not moved: the higher version ${newest} was released already.`;
  return createOutcome(await retag(client, images, { from, fixed, moving: [] }), note);
}
