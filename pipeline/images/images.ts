import pMap from 'p-map';
import { maxConcurrentRequests } from '../../http/concurrency.ts';
import type { Application } from '../../model/application.ts';
import { type Checked, unwrap, validUnless } from '../../model/checked.ts';
import type { Digest } from '../../model/digest.ts';
import type { Fault } from '../../model/errors.ts';
import type { Client } from '../oci/client.ts';
import type { Manifest } from '../oci/manifest.ts';
import { formatReference, parseReference, type Reference, type Repository } from '../oci/reference.ts';

/** One image of the application. */
export interface Image {
  /** Its name in the application, for instance `core`; the key of its digest in the chart's lock. */
  readonly name: string;
  readonly repository: Repository;
}

/** An image with the manifest or whole index that its tag points to. */
export interface FoundImage extends Image {
  readonly tag: string;
  readonly manifest: Manifest;
}

/** The images of an application, sorted by name. */
export const imagesOf = ({ images }: Application): Image[] =>
  Object.entries(images)
    .map(([name, reference]) => ({ name, repository: parseReference(reference) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** The tag if it does not exist, or the platforms that an index lists but the registry does not have. */
async function findMissing(
  client: Client,
  { repository, tag }: { repository: Repository; tag: string },
  manifest: Manifest | undefined,
): Promise<Reference[]> {
  if (manifest === undefined) return [{ ...repository, tag }];
  const children = (manifest.content.manifests ?? []).map(({ digest }) => ({ ...repository, digest }));
  const found = await Promise.all(children.map((child) => client.resolve(child)));
  return children.filter((_, i) => found[i] === undefined);
}

const missingFault = (reference: Reference): Fault => ({
  where: formatReference(reference),
  what: reference.digest === undefined ? 'there is no such image' : 'a platform of the image is missing',
  hint: 'build and push it, then run the same command again',
});

/**
 * Resolves a tag of every image to its digest, with one request each. It does not check whether an index has all its
 * platforms; `findImages` does, before images are promoted and before a release is announced.
 *
 * @throws UserError that names every missing image
 * @throws RegistryError
 */
export async function resolveImages(
  client: Client,
  images: readonly Image[],
  tag: string,
): Promise<(Image & { readonly digest: Digest })[]> {
  // GET, because fetch opens another connection after each HEAD.
  const find = ({ repository }: Image) => client.findManifest({ ...repository, tag });
  const resolved = await pMap(images, find, { concurrency: maxConcurrentRequests });
  const missing = images.filter((_, i) => resolved[i] === undefined);
  const digests = images.flatMap((image, i) => {
    const digest = resolved[i]?.digest;
    return digest === undefined ? [] : [{ ...image, digest }];
  });
  return unwrap(
    validUnless(
      missing.map(({ repository }) => missingFault({ ...repository, tag })),
      digests,
    ),
  );
}

/**
 * Reads the manifest or index that a tag of every image points to, and checks that the registry has all platforms of an
 * index.
 *
 * @param concurrency how many images are read at the same time
 * @returns the images, or a fault for every missing image and platform
 * @throws RegistryError
 */
export async function findImages(
  client: Client,
  images: readonly Image[],
  tag: string,
  concurrency = maxConcurrentRequests,
): Promise<Checked<readonly FoundImage[]>> {
  const results = await pMap(
    images,
    async (image) => {
      const manifest = await client.findManifest({ ...image.repository, tag });
      return { image, manifest, missing: await findMissing(client, { ...image, tag }, manifest) };
    },
    { concurrency },
  );
  const found = results.flatMap(({ image, manifest }) =>
    manifest === undefined ? [] : [{ ...image, tag, manifest }],
  );
  return validUnless(results.flatMap(({ missing }) => missing).map(missingFault), found);
}
