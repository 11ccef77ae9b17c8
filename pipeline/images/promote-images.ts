import pMap from 'p-map';
import semver from 'semver';
import type { Application } from '../../model/application.ts';
import { UserError } from '../../model/errors.ts';
import { highestVersion, isVersion } from '../../model/version.ts';
import type { Client } from '../oci/client.ts';
import { type Outcome, table } from '../outcome.ts';
import { faultsOfPlainVersion, movingTags, stagingTags, versionTags } from './image-tags.ts';
import { concurrency, type Image, imagesOf } from './images.ts';
import { type RetaggedImage, retag, type TagOutcome } from './retag.ts';

const short = (digest: string) => digest.slice(0, 'sha256:'.length + 12);

const describe = ({ tag, done, was }: TagOutcome) =>
  `${tag} (${was === undefined ? done : `${done} from ${short(was)}`})`;

function outcome(images: readonly RetaggedImage[], ...notes: readonly string[]): Outcome {
  const rows = images.map(({ name, digest, tags }) => [name, short(digest), tags.map(describe).join(', ')]);
  const changed = images.some(({ tags }) => tags.some(({ done }) => done !== 'already there'));
  const replay = changed ? [] : ['Nothing was changed: every image has these tags already.'];
  return {
    text: [table(['image', 'digest', 'tags'], rows), ...replay, ...notes].join('\n'),
    data: { changed, images },
  };
}

function checkVersion(where: string, version: string): void {
  const faults = faultsOfPlainVersion(where, version);
  if (faults.length > 0) throw new UserError(faults);
}

/**
 * Gives the images that were built for a commit the tags of staging.
 *
 * @param from the tag that they were pushed with; by default `sha-<commit>`
 * @throws UserError for a malformed version, and what `retag` throws
 */
export async function stageImages(
  client: Client,
  application: Application,
  { version, commit, from = `sha-${commit}` }: { version: string; commit: string; from?: string | undefined },
): Promise<Outcome> {
  checkVersion('--version', version);
  const fixed = stagingTags(commit, version);
  return outcome(await retag(client, imagesOf(application), { from, fixed, moving: [] }));
}

/** The highest version that any of the images has a tag of, with or without v; prereleases aside. */
async function findHighest(client: Client, images: readonly Image[]): Promise<string | undefined> {
  const tags = await pMap(images, ({ repository }) => client.listTags(repository), { concurrency });
  const versions = tags.flat().map((tag) => tag.replace(/^v/, ''));
  return highestVersion(
    versions.filter((version) => isVersion(version) && semver.prerelease(version) === null),
  );
}

/**
 * Gives staged images the tags of a version: the same images, not built again. `latest` follows unless a higher
 * version was released already.
 *
 * @param from the tag that they have in staging
 * @throws UserError for a malformed version, and what `retag` throws
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
  const newest = moving.length === 0 ? undefined : await findHighest(client, images);
  if (newest === undefined || semver.lte(newest, to))
    return outcome(await retag(client, images, { from, fixed, moving }));
  const note = `latest stays where it is: ${newest} was released already, and is higher.`;
  return outcome(await retag(client, images, { from, fixed, moving: [] }), note);
}
