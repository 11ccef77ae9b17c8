import pMap from 'p-map';
import { maxConcurrentRequests } from '../../http/concurrency.ts';
import { unwrap } from '../../model/checked.ts';
import type { Digest } from '../../model/digest.ts';
import { type Fault, RefusedError, RemoteError } from '../../model/errors.ts';
import type { Client } from '../oci/client.ts';
import { formatReference } from '../oci/reference.ts';
import { type FoundImage, findImages, type Image } from './images.ts';

/** Which tags to put on the images. */
export interface Retagging {
  /** The tag that the images have. */
  readonly from: string;
  /** Tags that are never moved. */
  readonly fixed: readonly string[];
  /** Tags that may be moved; they are put after all fixed ones. */
  readonly moving: readonly string[];
  /** How many requests are sent at the same time. @default maxConcurrentRequests */
  readonly concurrency?: number;
}

/** The result for one tag; `was` is the digest that it pointed to before it was moved. */
export interface TagOutcome {
  readonly tag: string;
  readonly done: 'new' | 'already there' | 'moved';
  readonly was?: Digest;
}

export interface RetaggedImage {
  readonly name: string;
  /** `<registry>/<repository>`, without a scheme. */
  readonly repository: string;
  /** Digest of its manifest, or of its whole index. */
  readonly digest: Digest;
  readonly tags: readonly TagOutcome[];
}

interface PlannedTag extends TagOutcome {
  readonly image: FoundImage;
}

const referenceOf = ({ image, tag }: PlannedTag) => formatReference({ ...image.repository, tag });

async function planTag(client: Client, image: FoundImage, tag: string): Promise<PlannedTag> {
  const current = await client.resolve({ ...image.repository, tag });
  if (current === undefined) return { image, tag, done: 'new' };
  if (current.digest === image.manifest.digest) return { image, tag, done: 'already there' };
  return { image, tag, done: 'moved', was: current.digest };
}

const movedTagFault = (planned: PlannedTag): Fault => ({
  where: referenceOf(planned),
  what: `points to ${planned.was} already, and cannot be moved to ${planned.image.manifest.digest} (${planned.image.tag})`,
  hint: 'raise the version, or start from the images that have this tag',
});

/** Reports a tag that points to another digest, although it was just put. */
async function findOverwrittenTag(client: Client, planned: PlannedTag): Promise<string[]> {
  const current = await client.resolve({ ...planned.image.repository, tag: planned.tag });
  const { digest } = planned.image.manifest;
  return current?.digest === digest
    ? []
    : [`${referenceOf(planned)}: points to ${current?.digest ?? 'nothing'}, not to ${digest}`];
}

async function putTags(client: Client, tags: readonly PlannedTag[], concurrency: number): Promise<void> {
  const absent = tags.filter(({ done }) => done !== 'already there');
  const put = ({ image, tag }: PlannedTag) => client.putManifest(image.repository, image.manifest, tag);
  await pMap(absent, put, { concurrency });
  const overwritten = await pMap(tags, (each) => findOverwrittenTag(client, each), { concurrency });
  if (overwritten.flat().length === 0) return;
  const hint =
    '    somebody else puts these tags at the same time: find out who, then run the same command again';
  throw new RemoteError([...overwritten.flat(), hint].join('\n'));
}

/**
 * Puts more tags on every image: puts the same manifest or whole index again by each tag, without reading or writing blobs.
 * Writes nothing unless every image exists and no fixed tag would move. Existing tags are not put again, so the same
 * call finishes an interrupted run.
 *
 * Registries have no conditional writes: two concurrent runs that put a tag on different images may both find it free.
 * Each run reads all tags again after it has put them, so at least one of the two throws unless all tags point to the
 * images of one run.
 *
 * @returns the images in the same order, with the result for each tag
 * @throws UserError that names every missing image or platform
 * @throws RefusedError that names every fixed tag that points to another digest
 * @throws RemoteError that names every tag that points to another digest after it was put
 * @throws RegistryError
 */
export async function retag(
  client: Client,
  images: readonly Image[],
  { from, fixed, moving, concurrency = maxConcurrentRequests }: Retagging,
): Promise<RetaggedImage[]> {
  const found = unwrap(await findImages(client, images, from, concurrency));
  const plan = (tags: readonly string[]) =>
    pMap(
      found.flatMap((image) => tags.map((tag) => ({ image, tag }))),
      ({ image, tag }) => planTag(client, image, tag),
      { concurrency },
    );
  const fixedTags = await plan(fixed);
  const conflicts = fixedTags.filter(({ done }) => done === 'moved');
  if (conflicts.length > 0) throw new RefusedError(conflicts.map(movedTagFault));
  await putTags(client, fixedTags, concurrency);
  const movingTags = await plan(moving);
  await putTags(client, movingTags, concurrency);
  return found.map((image) => ({
    name: image.name,
    repository: formatReference(image.repository),
    digest: image.manifest.digest,
    tags: [...fixedTags, ...movingTags]
      .filter((planned) => planned.image === image)
      .map(({ image: _, ...outcome }) => outcome),
  }));
}
