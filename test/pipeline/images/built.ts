import type { Digest } from '../../../model/digest.ts';
import type { Image } from '../../../pipeline/images/images.ts';
import type { Client } from '../../../pipeline/oci/client.ts';
import { mediaTypes } from '../../../pipeline/oci/media-types.ts';
import { artifact, bytesOf, descriptorOf, emptyBlob } from '../oci/support/content.ts';

/** Images `<project>/<name>` in a registry; they do not have to exist. */
export const imagesAt = (registry: string, project: string, names: readonly string[]): Image[] =>
  names.map((name) => ({ name, repository: { registry, repository: `${project}/${name}` } }));

/** Builds images, different ones for each tag, and pushes them with the tag. Returns their digests. */
export const build = (client: Client, images: readonly Image[], tag: string): Promise<Digest[]> =>
  Promise.all(
    images.map(async ({ name, repository }) => {
      await client.pushBlob(repository, emptyBlob);
      return (await client.putManifest(repository, artifact({ name, tag }), tag)).digest;
    }),
  );

/** Builds and pushes one image for two platforms; its index has unusual whitespace. */
export async function buildIndex(client: Client, { repository }: Image, tag: string) {
  await client.pushBlob(repository, emptyBlob);
  const platforms = ['amd64', 'arm64'].map((architecture) => artifact({ architecture, tag }));
  for (const platform of platforms) await client.putManifest(repository, platform);
  const manifests = platforms.map(({ mediaType, bytes }) => descriptorOf(mediaType, bytes));
  const content = { schemaVersion: 2, mediaType: mediaTypes.index, manifests };
  const bytes = bytesOf(`${JSON.stringify(content, undefined, 3)}\n`);
  const { digest } = await client.putManifest(repository, { mediaType: mediaTypes.index, bytes }, tag);
  return { digest, bytes, platforms: manifests.map((platform) => platform.digest) };
}

/** The digest that a tag of each image points to. */
export const digestsUnder = (
  client: Client,
  images: readonly Image[],
  tag: string,
): Promise<(Digest | undefined)[]> =>
  Promise.all(images.map(async ({ repository }) => (await client.resolve({ ...repository, tag }))?.digest));

/** The error that an action throws. */
export async function errorOf(action: Promise<unknown>): Promise<Error> {
  const error = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Error) return error;
  throw new Error('it did not fail');
}
