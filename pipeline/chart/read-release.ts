import pMap from 'p-map';
import type { Application } from '../../model/application.ts';
import type { Digest } from '../../model/digest.ts';
import type { ExactPin } from '../../model/pin.ts';

import { concurrency } from '../images/images.ts';
import type { Client } from '../oci/client.ts';

import type { Manifest } from '../oci/manifest.ts';
import { parseReference, type Repository } from '../oci/reference.ts';
import type { Release } from '../promotion/gates/candidate.ts';
import { chartArchiveType } from './artifact.ts';
import { readChartArchive } from './files/archive.ts';
import { type LockedImage, readLock } from './lock.ts';

/** Where an application's chart lies. */
export const chartRepository = ({ chart }: Application): Repository =>
  parseReference(`${chart.registry}/${chart.name}`);

/** The images that a published chart fixes; undefined where it is no chart, or fixes none. */
async function readImages(
  client: Client,
  repository: Repository,
  { content }: Manifest,
): Promise<LockedImage[] | undefined> {
  const archive = content.layers?.find(({ mediaType }) => mediaType === chartArchiveType);
  if (archive === undefined) return undefined;
  return readLock(await readChartArchive(await client.getBlob(repository, archive)));
}

/**
 * What the tag of an image points to now.
 *
 * By GET: the platform's fetch opens another connection after each HEAD.
 */
async function withTagged(client: Client, image: LockedImage): Promise<LockedImage & { tagged?: Digest }> {
  const found = await client.findManifest({ ...image.repository, tag: image.tag });
  return found === undefined ? image : { ...image, tagged: found.digest };
}

/** A release in the registry, before its images are looked at. */
export interface FoundRelease {
  readonly repository: Repository;
  readonly version: string;
  readonly manifest: Manifest;
  /** What the tag of the version points to. */
  readonly tagged?: Digest;
}

/**
 * Finds what a pin names, by one request, or two where its tag is not what its digest says.
 *
 * @returns undefined where there is no such release
 * @throws RegistryError
 */
export async function findRelease(
  client: Client,
  application: Application,
  { version, digest }: Pick<ExactPin, 'version' | 'digest'>,
): Promise<FoundRelease | undefined> {
  const repository = chartRepository(application);
  const tagged = await client.findManifest({ ...repository, tag: version });
  const manifest =
    digest === undefined || digest === tagged?.digest
      ? tagged
      : await client.findManifest({ ...repository, digest });
  if (manifest === undefined) return undefined;
  return { repository, version, manifest, ...(tagged === undefined ? {} : { tagged: tagged.digest }) };
}

/**
 * Reads what a release fixes, and what the tags of its images point to now: one request for the chart, and one an image.
 *
 * @throws UserError for a chart that is malformed
 * @throws RegistryError
 */
export async function readRelease(
  client: Client,
  { repository, version, manifest, tagged }: FoundRelease,
): Promise<Release> {
  const locked = await readImages(client, repository, manifest);
  const images =
    locked === undefined
      ? undefined
      : await pMap(locked, (image) => withTagged(client, image), { concurrency });
  return {
    version,
    digest: manifest.digest,
    ...(tagged === undefined ? {} : { tagged }),
    ...(images === undefined ? {} : { images }),
  };
}
