import pMap from 'p-map';
import type { Application } from '../../model/application.ts';
import type { Digest } from '../../model/digest.ts';

import { UserError } from '../../model/errors.ts';
import type { Client } from '../oci/client.ts';

import type { Manifest } from '../oci/manifest.ts';
import { formatReference, parseReference, type Reference, type Repository } from '../oci/reference.ts';

/** One image of the application. */
export interface Image {
  /** What the application calls it, for instance `core`; the key of its digest in the chart's lock. */
  readonly name: string;
  readonly repository: Repository;
}

/** An image with the manifest, or the whole index, that a tag of it points to. */
export interface FoundImage extends Image {
  readonly tag: string;
  readonly manifest: Manifest;
}

/** How many images are worked on at once. */
export const concurrency = 16;

/** The images of an application, in the order of their names. */
export const imagesOf = ({ images }: Application): Image[] =>
  Object.entries(images)
    .map(([name, reference]) => ({ name, repository: parseReference(reference) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));

async function missingParts(
  client: Client,
  { repository, tag }: { repository: Repository; tag: string },
  manifest: Manifest | undefined,
): Promise<Reference[]> {
  if (manifest === undefined) return [{ ...repository, tag }];
  const children = (manifest.content.manifests ?? []).map(({ digest }) => ({ ...repository, digest }));
  const found = await Promise.all(children.map((child) => client.resolve(child)));
  return children.filter((_, i) => found[i] === undefined);
}

function refuseMissing(missing: readonly Reference[]): void {
  const faults = missing.map((reference) => ({
    where: formatReference(reference),
    what: reference.digest === undefined ? 'there is no such image' : 'a platform of the image is missing',
    hint: 'build and push it, then run the same command again',
  }));
  if (faults.length > 0) throw new UserError(faults);
}

/**
 * The digest that a tag of every image points to, by one question each. Whether an index has all its platforms is
 * not asked: `findImages` does so before images are promoted, and before a release is told to anybody.
 *
 * @throws UserError that names every image that is missing
 * @throws RegistryError
 */
export async function resolveImages(
  client: Client,
  images: readonly Image[],
  tag: string,
): Promise<(Image & { readonly digest: Digest })[]> {
  // By GET: the platform's fetch opens another connection after each HEAD.
  const find = ({ repository }: Image) => client.findManifest({ ...repository, tag });
  const resolved = await pMap(images, find, { concurrency });
  refuseMissing(
    images.flatMap(({ repository }, i) => (resolved[i] === undefined ? [{ ...repository, tag }] : [])),
  );
  return images.flatMap((image, i) => {
    const digest = resolved[i]?.digest;
    return digest === undefined ? [] : [{ ...image, digest }];
  });
}

/**
 * Reads what a tag of every image points to: one manifest or index each, and for an index whether all its platforms
 * are there.
 *
 * @param atOnce how many images are read at once
 * @throws UserError that names everything that is missing
 * @throws RegistryError
 */
export async function findImages(
  client: Client,
  images: readonly Image[],
  tag: string,
  atOnce = concurrency,
): Promise<FoundImage[]> {
  const looked = await pMap(
    images,
    async (image) => {
      const manifest = await client.findManifest({ ...image.repository, tag });
      return { image, manifest, missing: await missingParts(client, { ...image, tag }, manifest) };
    },
    { concurrency: atOnce },
  );
  refuseMissing(looked.flatMap((each) => each.missing));
  return looked.flatMap(({ image, manifest }) =>
    manifest === undefined ? [] : [{ ...image, tag, manifest }],
  );
}
