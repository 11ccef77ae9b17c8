import semver from 'semver';
import type { Application } from '../../environments/schema.ts';
import type { Client } from '../oci/client.ts';
import { type Outcome, table } from '../outcome.ts';
import { movingTags, plainVersion, stagingTags, versionTags } from './image-tags.ts';
import { imagesOf } from './images.ts';
import { type RetaggedImage, retag, type TagOutcome } from './retag.ts';
import { isVersion } from './version-tags.ts';

const short = (digest: string) => digest.slice(0, 'sha256:'.length + 12);

const describe = ({ tag, done, was }: TagOutcome) =>
  was === undefined ? `${tag} (${done})` : `${tag} (${done} from ${short(was)})`;

function outcome(images: readonly RetaggedImage[]): Outcome {
  const rows = images.map(({ name, digest, tags }) => [name, short(digest), tags.map(describe).join(', ')]);
  const changed = images.some(({ tags }) => tags.some(({ done }) => done !== 'there already'));
  const text = table(['image', 'digest', 'tags'], rows);
  return { text: changed ? text : `${text}\nEvery image has these tags already.`, data: { changed, images } };
}

/**
 * Gives the images that were built for a commit the tags of staging.
 *
 * @param from the tag that they were pushed with
 * @throws what `retag` throws
 */
export async function stageImages(
  client: Client,
  application: Application,
  { version, commit, from = `sha-${commit}` }: { version: string; commit: string; from?: string | undefined },
): Promise<Outcome> {
  const fixed = stagingTags(commit, version);
  return outcome(await retag(client, imagesOf(application), { from, fixed, moving: [] }));
}

/** Whether no higher version is among the tags of the application's images. */
async function isNewest(client: Client, application: Application, version: string): Promise<boolean> {
  const [first] = imagesOf(application);
  const tags = first === undefined ? [] : await client.listTags(first.repository);
  return !tags.some((tag) => isVersion(tag) && semver.prerelease(tag) === null && semver.gt(tag, version));
}

/**
 * Gives staged images the tags of a version, and `latest` where it is the newest: the same images, not built again.
 *
 * @param from the tag that they have in staging
 * @throws UserError for a malformed version, and what `retag` throws
 */
export async function promoteImages(
  client: Client,
  application: Application,
  { from, to }: { from: string; to: string },
): Promise<Outcome> {
  const fixed = versionTags(plainVersion('--to', to));
  const moving = (await isNewest(client, application, to)) ? movingTags(to) : [];
  return outcome(await retag(client, imagesOf(application), { from, fixed, moving }));
}
