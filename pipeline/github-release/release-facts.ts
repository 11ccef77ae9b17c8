import pMap from 'p-map';
import { maxConcurrentRequests } from '../../http/concurrency.ts';
import type { Application } from '../../model/application.ts';
import { type Checked, combine, invalid, unwrap, valid } from '../../model/checked.ts';
import type { Digest } from '../../model/digest.ts';
import { imageTagsOf, type ReleaseSource, releaseTag } from '../../model/release-source.ts';
import { chartRepository } from '../chart/repository.ts';
import { type FoundImage, findImages, imagesOf } from '../images/images.ts';
import type { Client } from '../oci/client.ts';
import { formatReference } from '../oci/reference.ts';

/** An artifact in a registry. */
export interface Artifact {
  /** `<registry>/<repository>:<tag>`, without a scheme. */
  readonly reference: string;
  readonly digest: Digest;
}

export interface ReleasedImage extends Artifact {
  /** Its name in the application. */
  readonly name: string;
  /** The tags of the channel that point to this digest. */
  readonly tags: readonly string[];
}

/** A release with its chart and images in the registry. */
export interface ReleaseFacts extends ReleaseSource {
  readonly chart: Artifact;
  readonly images: readonly ReleasedImage[];
}

/** The release to read, and where to read it. */
interface ReleaseRequest {
  readonly client: Client;
  readonly application: Application;
  readonly source: ReleaseSource;
}

async function findChart({ client, application, source }: ReleaseRequest): Promise<Checked<Artifact>> {
  const reference = { ...chartRepository(application), tag: source.version };
  const chart = await client.resolve(reference);
  if (chart !== undefined) return valid({ reference: formatReference(reference), digest: chart.digest });
  return invalid({
    where: formatReference(reference),
    what: 'there is no such chart',
    hint: 'publish it with pipeline chart publish, then run the same command again',
  });
}

async function readReleasedImage(
  { client, source }: ReleaseRequest,
  { name, repository, tag, manifest: { digest } }: FoundImage,
): Promise<ReleasedImage> {
  const tags = await pMap(imageTagsOf(source), async (other) => {
    const found = other === tag || (await client.resolve({ ...repository, tag: other }))?.digest === digest;
    return found ? [other] : [];
  });
  return { name, reference: formatReference({ ...repository, tag }), digest, tags: tags.flat() };
}

/**
 * Reads a release from the registry: its chart by its version, and its images by the tag of its channel.
 *
 * @throws UserError that names the chart and all images that are missing
 * @throws RegistryError
 */
export async function readReleaseFacts(request: ReleaseRequest): Promise<ReleaseFacts> {
  const { client, application, source } = request;
  const [chart, images] = await Promise.all([
    findChart(request),
    findImages(client, imagesOf(application), releaseTag(source)),
  ]);
  const found = unwrap(combine({ chart, images }));
  const released = await pMap(found.images, (image) => readReleasedImage(request, image), {
    concurrency: maxConcurrentRequests,
  });
  return { ...source, chart: found.chart, images: released };
}
