import type { Application } from '../../model/application.ts';
import type { Digest } from '../../model/digest.ts';
import { RemoteError, refused } from '../../model/errors.ts';
import { imageTag } from '../../model/version.ts';
import { imagesOf, resolveImages } from '../images/images.ts';
import type { Client } from '../oci/client.ts';
import { digestOf } from '../oci/digest.ts';
import { formatReference } from '../oci/reference.ts';
import { chartArtifact } from './artifact.ts';
import type { ChartFiles } from './files/files.ts';
import { packChart } from './files/pack.ts';
import { type LockedImage, lockChart } from './lock.ts';
import { readMetadata } from './metadata.ts';
import { chartRepository } from './repository.ts';

/** The result of publishing a chart. */
export interface Publication {
  /** `<registry>/<repository>:<version>`, without a scheme. */
  readonly reference: string;
  readonly digest: Digest;
  readonly version: string;
  readonly images: readonly LockedImage[];
  /** Whether the values have the digests too, or only the annotation. */
  readonly inValues: boolean;
  /** False if the same chart existed already, or for a dry run. */
  readonly published: boolean;
}

export interface PublishOptions {
  /** The tag that the images have now. @default the tag of the version */
  readonly imageTag?: string | undefined;
  readonly dryRun?: boolean | undefined;
}

/**
 * Publishes a chart that contains the digest of every image of the application. The chart's digest depends only on its
 * files and these digests. The manifest is pushed last, so the same call finishes an interrupted run.
 *
 * @throws UserError if the chart is invalid or images are missing (all are named); nothing is pushed then
 * @throws RefusedError if the version exists with other content
 * @throws RegistryError; RemoteError if the tag points to another digest afterwards
 */
export async function publishChart(
  client: Client,
  application: Application,
  chart: ChartFiles,
  { imageTag: from, dryRun = false }: PublishOptions = {},
): Promise<Publication> {
  const { name, version } = readMetadata(chart);
  const to = { ...chartRepository(application, name), tag: version };
  // GET, because fetch closes the connection after a HEAD.
  const findPublished = () => client.findManifest(to);
  const [found, existing] = await Promise.all([
    resolveImages(client, imagesOf(application), from ?? imageTag(version)),
    findPublished(),
  ]);
  const images = found.map((image) => ({ ...image, tag: imageTag(version) }));
  const { files, inValues } = lockChart(chart, images);
  const { blobs, manifest } = chartArtifact(readMetadata(files), await packChart(name, files));
  const digest = digestOf(manifest.bytes);

  const reference = formatReference(to);
  if (existing !== undefined && existing.digest !== digest) {
    const what = `has the digest ${existing.digest} already, and cannot be replaced by ${digest}`;
    throw refused(what, { where: reference, hint: 'a published version never changes: raise the version' });
  }
  const publication = { reference, digest, version, images, inValues, published: false };
  if (dryRun || existing !== undefined) return publication;

  await Promise.all(blobs.map((blob) => client.pushBlob(to, blob)));
  await client.putManifest(to, manifest, version);
  const now = await findPublished();
  if (now?.digest === digest) return { ...publication, published: true };
  const message = `${reference}: points to ${now?.digest ?? 'nothing'} right after ${digest} was pushed`;
  throw new RemoteError(
    `${message}\n    somebody else publishes this version at the same time: find out who`,
  );
}
