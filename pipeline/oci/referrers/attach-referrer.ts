import type { Digest } from '../../../model/digest.ts';
import { type Descriptor, type Manifest, parseContent } from '../manifest.ts';
import { findManifest } from '../manifests.ts';
import { mediaTypes } from '../media-types.ts';
import { putManifest } from '../put-manifest.ts';
import type { Repository } from '../reference.ts';
import { listTags } from '../tags.ts';
import { RegistryError } from '../transport/registry-error.ts';
import type { Transport } from '../transport/transport.ts';
import { type ReferrersIndex, readReferrersIndex, referrersTag } from './referrers-index.ts';

const mostRounds = 30;

/**
 * A tag of one referrer alone: `sha256-<subject>.<32 hex of its own digest>`. Nobody else writes it, so that it
 * cannot be lost when writers overwrite each other's index; and what is tagged is not cleaned up as untagged.
 */
const ownTag = (subject: Digest, referrer: Digest) =>
  `${referrersTag(subject)}.${referrer.slice(referrer.indexOf(':') + 1).slice(0, 32)}`;

/** The descriptor of a referrer as the specification wants it in the index: artifact type and annotations copied. */
function describe({ mediaType, digest, bytes, content }: Manifest): Descriptor {
  const artifactType = content.artifactType ?? content.config?.mediaType;
  return {
    ...{ mediaType, digest, size: bytes.byteLength },
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(content.annotations === undefined ? {} : { annotations: content.annotations }),
  };
}

const encode = (index: ReferrersIndex, added: readonly Descriptor[]) => ({
  mediaType: mediaTypes.index,
  bytes: new TextEncoder().encode(JSON.stringify({ ...index, manifests: [...index.manifests, ...added] })),
});

const emptyIndex: ReferrersIndex = { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [] };

/** The referrers that have a tag of their own; those in `known` are not read again. */
async function readTagged(
  transport: Transport,
  where: Repository,
  subject: Digest,
  known: Map<string, Descriptor | undefined>,
): Promise<Descriptor[]> {
  const prefix = `${referrersTag(subject)}.`;
  for (const tag of await listTags(transport, where)) {
    if (!tag.startsWith(prefix) || known.has(tag)) continue;
    const manifest = await findManifest(transport, { ...where, tag });
    // A tag that is being written may be listed before it can be read: it is looked at again.
    if (manifest === undefined) continue;
    const refers = manifest.content.subject?.digest === subject && tag === ownTag(subject, manifest.digest);
    known.set(tag, refers ? describe(manifest) : undefined);
  }
  return [...known.values()].filter((found) => found !== undefined);
}

/**
 * Writes the index until a look after the last write finds every tagged referrer in it. All writers tag first: so
 * whoever writes last sees all others, and mends what its write may have undone.
 */
async function keepIndex(transport: Transport, where: Repository, subject: Digest, own: Descriptor) {
  const known = new Map<string, Descriptor | undefined>([[ownTag(subject, own.digest), own]]);
  const { random, sleep } = transport.around;
  for (let round = 1; round <= mostRounds; round++) {
    if (round > 2) await sleep(random() * Math.min(2000, 25 * 2 ** round));
    const index = (await readReferrersIndex(transport, where, subject)) ?? emptyIndex;
    // What is listed needs no look.
    for (const one of index.manifests) known.set(ownTag(subject, one.digest), one);
    const tagged = await readTagged(transport, where, subject, known);
    const listed = new Set(index.manifests.map(({ digest }) => digest));
    const missing = tagged.filter(({ digest }) => !listed.has(digest));
    if (missing.length === 0) return;
    await putManifest(transport, where, encode(index, missing), referrersTag(subject));
  }
  throw new RegistryError({
    kind: 'conflict',
    method: 'PUT',
    url: transport.url(where, `manifests/${referrersTag(subject)}`),
    answer: `others overwrote the index of referrers ${mostRounds} times`,
  });
}

/**
 * Puts a manifest that has a `subject`, so that it is listed as a referrer of that (OCI distribution 1.1, "Pushing
 * Manifests with Subject"). Where the registry does not keep the list, the index under the tag `sha256-<digest>` is
 * written, without losing what others write into it at the same time. The same again changes nothing.
 *
 * @returns the descriptor of the referrer
 * @throws TypeError when the manifest has no subject
 * @throws RegistryError
 */
export async function attachReferrer(
  transport: Transport,
  { registry, repository }: Repository,
  { mediaType, bytes }: Pick<Manifest, 'mediaType' | 'bytes'>,
): Promise<Descriptor> {
  const content = parseContent(bytes);
  const subject = content?.subject?.digest;
  if (content === undefined || subject === undefined) throw new TypeError('a referrer needs a subject');
  const where = { registry, repository };
  const { digest, subjectNoted } = await putManifest(transport, where, { mediaType, bytes });
  const own = describe({ mediaType, digest, bytes, content });
  if (subjectNoted) return own;
  await putManifest(transport, where, { mediaType, bytes }, ownTag(subject, digest));
  await keepIndex(transport, where, subject, own);
  return own;
}
