import pMap from 'p-map';
import type { Fault } from '../../environments/user-error.ts';
import { RefusedError, RemoteError } from '../exit-codes.ts';
import type { Client } from '../oci/client.ts';
import type { Digest } from '../oci/digest.ts';
import { formatReference } from '../oci/reference.ts';
import { concurrency, type FoundImage, findImages, type Image } from './images.ts';

/** Which tags the images get. */
export interface Retagging {
  /** The tag that they have. */
  readonly from: string;
  /** Tags that are given once and for all. */
  readonly fixed: readonly string[];
  /** Tags that may lead elsewhere already; they are moved when every image has its fixed ones. */
  readonly moving: readonly string[];
  /** @default how many images are worked on at once elsewhere */
  readonly concurrency?: number;
}

/** What became of one tag: `was` is where it led before it was moved. */
export interface TagOutcome {
  readonly tag: string;
  readonly done: 'new' | 'there already' | 'moved';
  readonly was?: Digest;
}

export interface RetaggedImage {
  readonly name: string;
  readonly repository: string;
  readonly digest: Digest;
  readonly tags: readonly TagOutcome[];
}

interface PlannedTag extends TagOutcome {
  readonly image: FoundImage;
}

async function planTag(client: Client, image: FoundImage, tag: string): Promise<PlannedTag> {
  const there = await client.resolve({ ...image.repository, tag });
  if (there === undefined) return { image, tag, done: 'new' };
  if (there.digest === image.manifest.digest) return { image, tag, done: 'there already' };
  return { image, tag, done: 'moved', was: there.digest };
}

const faultOf = ({ image, tag, was }: PlannedTag): Fault => ({
  where: formatReference({ ...image.repository, tag }),
  what: `is ${was} already, and would become ${image.manifest.digest} (${image.tag})`,
  mend: 'a tag of a release is never moved: raise the version, or promote the images that have it',
});

/** @throws RemoteError when a tag that was put leads elsewhere: somebody else wrote at the same time */
async function verify(client: Client, { image, tag }: PlannedTag): Promise<void> {
  const there = await client.resolve({ ...image.repository, tag });
  if (there?.digest === image.manifest.digest) return;
  throw new RemoteError(
    `${formatReference({ ...image.repository, tag })}: is ${there?.digest ?? 'gone'} right after it was set to ${image.manifest.digest}\n    somebody else writes it at the same time: find out who, then run the same command again`,
  );
}

/**
 * Gives every image more tags, by putting the same manifest, or the same index as a whole, under them: no blob is
 * read or written. Nothing is written unless every image is there and no fixed tag would move; what is there already
 * is not written again, so that a run that died is finished by the same call.
 *
 * @throws UserError that names every image or platform that is missing
 * @throws RefusedError that names every fixed tag that has another digest
 * @throws RegistryError, RemoteError when a tag does not have its digest afterwards
 */
export async function retag(
  client: Client,
  images: readonly Image[],
  retagging: Retagging,
): Promise<RetaggedImage[]> {
  const atOnce = { concurrency: retagging.concurrency ?? concurrency };
  const found = await findImages(client, images, retagging.from, atOnce.concurrency);
  const plan = (tags: readonly string[]) =>
    pMap(
      found.flatMap((image) => tags.map((tag) => ({ image, tag }))),
      ({ image, tag }) => planTag(client, image, tag),
      atOnce,
    );
  const put = (planned: readonly PlannedTag[]) =>
    pMap(
      planned.filter(({ done }) => done !== 'there already'),
      ({ image, tag }) => client.putManifest(image.repository, image.manifest, tag),
      atOnce,
    );
  const [fixed, moving] = await Promise.all([plan(retagging.fixed), plan(retagging.moving)]);
  const conflicts = fixed.filter(({ done }) => done === 'moved');
  if (conflicts.length > 0) throw new RefusedError(conflicts.map(faultOf));
  await put(fixed);
  await put(moving);
  const all = [...fixed, ...moving];
  await pMap(all, (planned) => verify(client, planned), atOnce);
  return found.map((image) => ({
    name: image.name,
    repository: formatReference(image.repository),
    digest: image.manifest.digest,
    tags: all.filter((planned) => planned.image === image).map(({ image: _, ...outcome }) => outcome),
  }));
}
