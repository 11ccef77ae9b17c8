import pMap from 'p-map';
import { maxConcurrentRequests } from '../../http/concurrency.ts';
import type { Application } from '../../model/application.ts';
import type { Digest } from '../../model/digest.ts';
import type { Client } from '../oci/client.ts';
import type { Manifest } from '../oci/manifest.ts';
import type { Repository } from '../oci/reference.ts';
import { chartArchiveType } from './artifact.ts';
import { readChartArchive } from './files/archive.ts';
import { type LockedImage, readLock } from './lock.ts';
import type { Release } from './release.ts';
import { chartRepository } from './repository.ts';

/** The images that a published chart locks; undefined if it is not a chart or has no lock. */
async function readLockedImages(
  client: Client,
  repository: Repository,
  { content }: Manifest,
): Promise<LockedImage[] | undefined> {
  const archive = content.layers?.find(({ mediaType }) => mediaType === chartArchiveType);
  if (archive === undefined) return undefined;
  return readLock(await readChartArchive(await client.getBlob(repository, archive)));
}

/**
 * Adds the digest that the image's tag points to now.
 *
 * GET, because fetch opens another connection after each HEAD.
 */
async function withTaggedDigest(
  client: Client,
  image: LockedImage,
): Promise<LockedImage & { tagged?: Digest }> {
  const found = await client.findManifest({ ...image.repository, tag: image.tag });
  return found === undefined ? image : { ...image, tagged: found.digest };
}

/** A release in the registry, before its images are read. */
export interface FoundRelease {
  readonly repository: Repository;
  readonly version: string;
  readonly manifest: Manifest;
  /** The digest that the version's tag points to. */
  readonly tagged?: Digest;
}

/**
 * Finds the release of a pin with one request, or two if the version's tag points to another digest.
 *
 * @returns undefined if there is no such release
 * @throws RegistryError
 */
export async function findRelease(
  client: Client,
  application: Application,
  { version, digest }: { readonly version: string; readonly digest?: Digest },
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
 * Reads the images that a release locks, and the digests that their tags point to now: one request for the chart, and
 * one per image.
 *
 * @throws UserError if the chart is invalid
 * @throws RegistryError
 */
export async function readRelease(
  client: Client,
  { repository, version, manifest, tagged }: FoundRelease,
): Promise<Release> {
  const locked = await readLockedImages(client, repository, manifest);
  const images =
    locked === undefined
      ? undefined
      : await pMap(locked, (image) => withTaggedDigest(client, image), {
          concurrency: maxConcurrentRequests,
        });
  return {
    version,
    digest: manifest.digest,
    ...(tagged === undefined ? {} : { tagged }),
    ...(images === undefined ? {} : { images }),
  };
}
