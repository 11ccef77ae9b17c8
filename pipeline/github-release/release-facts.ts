import pMap from 'p-map';
import type { Application } from '../../model/application.ts';
import type { Digest } from '../../model/digest.ts';

import { type Fault, UserError } from '../../model/errors.ts';
import { concurrency, type FoundImage, findImages, imagesOf } from '../images/images.ts';
import type { Client } from '../oci/client.ts';

import { formatReference, parseReference } from '../oci/reference.ts';
import { imageTagsOf, type ReleaseSource, releaseTag } from '../version/release-source.ts';

/** An artifact in a registry: where it is found, and what it is. */
export interface Artifact {
  /** `<registry>/<repository>:<tag>`, without a scheme. */
  readonly reference: string;
  readonly digest: Digest;
}

export interface ReleasedImage extends Artifact {
  /** What the application calls it. */
  readonly name: string;
  /** The tags of the channel that point to this digest. */
  readonly tags: readonly string[];
}

/** A release as it is in the registry. */
export interface ReleaseFacts extends ReleaseSource {
  readonly chart: Artifact;
  readonly images: readonly ReleasedImage[];
}

interface Wanted {
  readonly client: Client;
  readonly application: Application;
  readonly source: ReleaseSource;
}

async function findChart({ client, application, source }: Wanted): Promise<Artifact | Fault> {
  const { registry, name } = application.chart;
  const reference = { ...parseReference(`${registry}/${name}`), tag: source.version };
  const chart = await client.resolve(reference);
  if (chart !== undefined) return { reference: formatReference(reference), digest: chart.digest };
  return {
    where: formatReference(reference),
    what: 'there is no such chart',
    hint: 'publish it with pipeline chart publish, then run the same command again',
  };
}

async function findAllImages({
  client,
  application,
  source,
}: Wanted): Promise<FoundImage[] | readonly Fault[]> {
  try {
    return await findImages(client, imagesOf(application), releaseTag(source));
  } catch (error) {
    if (error instanceof UserError) return error.faults;
    throw error;
  }
}

async function describeImage(
  { client, source }: Wanted,
  { name, repository, tag, manifest: { digest } }: FoundImage,
): Promise<ReleasedImage> {
  const others = await pMap(imageTagsOf(source), async (other) => {
    const found = other === tag || (await client.resolve({ ...repository, tag: other }))?.digest === digest;
    return found ? [other] : [];
  });
  return { name, reference: formatReference({ ...repository, tag }), digest, tags: others.flat() };
}

const isFound = (images: readonly (FoundImage | Fault)[]): images is readonly FoundImage[] =>
  images.every((image) => 'manifest' in image);

/**
 * Reads from the registry what a release is: its chart under its version, and its images under the tag of its channel.
 *
 * @throws UserError that names everything that is missing, chart and images together
 * @throws RegistryError
 */
export async function readReleaseFacts(wanted: Wanted): Promise<ReleaseFacts> {
  const [chart, images] = await Promise.all([findChart(wanted), findAllImages(wanted)]);
  if ('what' in chart || !isFound(images))
    throw new UserError([...('what' in chart ? [chart] : []), ...(isFound(images) ? [] : images)]);
  const described = await pMap(images, (image) => describeImage(wanted, image), { concurrency });
  return { ...wanted.source, chart, images: described };
}
