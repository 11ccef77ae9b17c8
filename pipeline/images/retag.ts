import pMap from 'p-map';
import type { Digest } from '../../model/digest.ts';
import type { Fault } from '../../model/errors.ts';
import { RefusedError, RemoteError } from '../../model/errors.ts';

import type { Client } from '../oci/client.ts';

import { formatReference } from '../oci/reference.ts';
import { type FoundImage, findImages, type Image, concurrency as usual } from './images.ts';

/** Which tags the images get. */
export interface Retagging {
  /** The tag that they have. */
  readonly from: string;
  /** Tags that are given once and for all. */
  readonly fixed: readonly string[];
  /** Tags that may lead elsewhere already; they are moved when every image has its fixed ones. */
  readonly moving: readonly string[];
  /** How many requests are under way at once. @default as many as for all work on images */
  readonly concurrency?: number;
}

/** What became of one tag: `was` is where it led before it was moved. */
export interface TagOutcome {
  readonly tag: string;
  readonly done: 'new' | 'already there' | 'moved';
  readonly was?: Digest;
}

export interface RetaggedImage {
  readonly name: string;
  /** `<registry>/<repository>`, without a scheme. */
  readonly repository: string;
  /** Of its manifest, or of its whole index. */
  readonly digest: Digest;
  readonly tags: readonly TagOutcome[];
}

interface PlannedTag extends TagOutcome {
  readonly image: FoundImage;
}

const placeOf = ({ image, tag }: PlannedTag) => formatReference({ ...image.repository, tag });

async function planTag(client: Client, image: FoundImage, tag: string): Promise<PlannedTag> {
  const there = await client.resolve({ ...image.repository, tag });
  if (there === undefined) return { image, tag, done: 'new' };
  if (there.digest === image.manifest.digest) return { image, tag, done: 'already there' };
  return { image, tag, done: 'moved', was: there.digest };
}

const faultOf = (planned: PlannedTag): Fault => ({
  where: placeOf(planned),
  what: `is ${planned.was} already, and would become ${planned.image.manifest.digest} (${planned.image.tag})`,
  hint: 'this tag is never moved: raise the version, or retag the images that have it',
});

/** What is wrong with a tag that does not lead to its image, though it was put or found there a moment ago. */
async function findIntrusion(client: Client, planned: PlannedTag): Promise<string[]> {
  const there = await client.resolve({ ...planned.image.repository, tag: planned.tag });
  const { digest } = planned.image.manifest;
  return there?.digest === digest
    ? []
    : [`${placeOf(planned)}: is ${there?.digest ?? 'gone'}, not ${digest}`];
}

async function give(client: Client, tags: readonly PlannedTag[], concurrency: number): Promise<void> {
  const absent = tags.filter(({ done }) => done !== 'already there');
  const put = ({ image, tag }: PlannedTag) => client.putManifest(image.repository, image.manifest, tag);
  await pMap(absent, put, { concurrency });
  const intrusions = await pMap(tags, (each) => findIntrusion(client, each), { concurrency });
  if (intrusions.flat().length === 0) return;
  const hint =
    '    somebody else sets these tags at the same time: find out who, then run the same command again';
  throw new RemoteError([...intrusions.flat(), hint].join('\n'));
}

/**
 * Gives every image more tags, by putting the same manifest, or the same index as a whole, under them: no blob is
 * read or written. Nothing is written unless every image is there and no fixed tag would move; what is there already
 * is not written again, so that a run that died is finished by the same call.
 *
 * A registry has no write with a condition. Two runs at the same time that give a tag to different images can both
 * find it free; as each looks again only when it has written everything, at least one of them throws unless all
 * images ended as those of one run.
 *
 * @returns the images in their order, with what became of each tag
 * @throws UserError that names every image or platform that is missing
 * @throws RefusedError that names every fixed tag that has another digest
 * @throws RemoteError that names every tag that leads elsewhere after it was given
 * @throws RegistryError
 */
export async function retag(
  client: Client,
  images: readonly Image[],
  { from, fixed, moving, concurrency = usual }: Retagging,
): Promise<RetaggedImage[]> {
  const found = await findImages(client, images, from, concurrency);
  const plan = (tags: readonly string[]) =>
    pMap(
      found.flatMap((image) => tags.map((tag) => ({ image, tag }))),
      ({ image, tag }) => planTag(client, image, tag),
      { concurrency },
    );
  const kept = await plan(fixed);
  const conflicts = kept.filter(({ done }) => done === 'moved');
  if (conflicts.length > 0) throw new RefusedError(conflicts.map(faultOf));
  await give(client, kept, concurrency);
  const moved = await plan(moving);
  await give(client, moved, concurrency);
  return found.map((image) => ({
    name: image.name,
    repository: formatReference(image.repository),
    digest: image.manifest.digest,
    tags: [...kept, ...moved]
      .filter((planned) => planned.image === image)
      .map(({ image: _, ...outcome }) => outcome),
  }));
}
