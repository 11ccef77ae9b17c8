import type { Application } from '../../model/application.ts';
import type { Digest } from '../../model/digest.ts';
import { RemoteError, refused } from '../../model/errors.ts';
import { imageTag } from '../../model/version.ts';
import { imagesOf, resolveImages } from '../images/images.ts';
import type { Client } from '../oci/client.ts';
import { digestOf } from '../oci/digest.ts';
import { formatReference, parseReference } from '../oci/reference.ts';
import { chartArtifact } from './artifact.ts';
import type { ChartFiles } from './files/files.ts';
import { packChart } from './files/pack.ts';
import { type LockedImage, lockChart } from './lock.ts';
import { readMetadata } from './metadata.ts';

export interface Publication {
  /** `<registry>/<repository>:<version>`, without a scheme. */
  readonly reference: string;
  readonly digest: Digest;
  readonly version: string;
  readonly images: readonly LockedImage[];
  /** Whether the values fix the images too, or the annotation alone. */
  readonly inValues: boolean;
  /** False where the same chart was there already, or nothing was to be pushed. */
  readonly published: boolean;
}

export interface PublishOptions {
  /** The tag that the images have now; by default that of the version. */
  readonly imageTag?: string | undefined;
  readonly dryRun?: boolean | undefined;
}

/**
 * Publishes a chart with the digest of every image of the application in it. The digest of the chart follows from its
 * files and these digests alone. The manifest is pushed last, so a run that died is finished by the same call.
 *
 * @throws UserError when the chart is malformed, or images are missing: all of them are named, and nothing is pushed
 * @throws RefusedError when the version is there with another content
 * @throws RegistryError, RemoteError when the tag has another digest afterwards
 */
export async function publishChart(
  client: Client,
  application: Application,
  chart: ChartFiles,
  { imageTag: from, dryRun = false }: PublishOptions = {},
): Promise<Publication> {
  const { name, version } = readMetadata(chart);
  const to = { ...parseReference(`${application.chart.registry}/${name}`), tag: version };
  // By GET: the platform's fetch closes the connection after a HEAD.
  const present = () => client.findManifest(to);
  const [found, there] = await Promise.all([
    resolveImages(client, imagesOf(application), from ?? imageTag(version)),
    present(),
  ]);
  const images = found.map((image) => ({ ...image, tag: imageTag(version) }));
  const { files, inValues } = lockChart(chart, images);
  const { blobs, manifest } = chartArtifact(readMetadata(files), await packChart(name, files));
  const digest = digestOf(manifest.bytes);

  const reference = formatReference(to);
  if (there !== undefined && there.digest !== digest) {
    const what = `is ${there.digest} already, and would become ${digest}`;
    throw refused(what, { where: reference, hint: 'a version names one content: raise the version' });
  }
  const publication = { reference, digest, version, images, inValues, published: false };
  if (dryRun || there !== undefined) return publication;

  await Promise.all(blobs.map((blob) => client.pushBlob(to, blob)));
  await client.putManifest(to, manifest, version);
  const now = await present();
  if (now?.digest === digest) return { ...publication, published: true };
  const message = `${reference}: is ${now?.digest ?? 'gone'} right after ${digest} was pushed`;
  throw new RemoteError(
    `${message}\n    somebody else publishes this version at the same time: find out who`,
  );
}
