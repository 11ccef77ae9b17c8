import type { Digest } from '../../../model/digest.ts';
import { type Descriptor, type Manifest, parseManifestContent } from '../manifest.ts';
import { findManifest } from '../manifests.ts';
import { mediaTypes } from '../media-types.ts';
import { putManifest } from '../put-manifest.ts';
import type { Repository } from '../reference.ts';
import { listTags } from '../tags.ts';
import { RegistryError } from '../transport/registry-error.ts';
import type { Transport } from '../transport/transport.ts';
import { type ReferrersIndex, readReferrersIndex, referrersTag } from './referrers-index.ts';

const maxRounds = 30;

/**
 * A tag for this referrer only: `sha256-<subject>.<32 hex digits of its own digest>`. No other writer uses it, so the
 * referrer is not lost if writers overwrite each other's index, and a cleanup of untagged manifests keeps it.
 */
const ownTag = (subject: Digest, referrer: Digest) =>
  `${referrersTag(subject)}.${referrer.slice(referrer.indexOf(':') + 1).slice(0, 32)}`;

/** The descriptor of a referrer for the index: with artifact type and annotations, as the specification demands. */
function referrerDescriptor({ mediaType, digest, bytes, content }: Manifest): Descriptor {
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

/**
 * The referrers that have a tag of their own.
 *
 * @param byTag descriptors by tag, undefined for a tag of something else; these tags are not read again, and new ones are
 *   added
 */
async function readTaggedReferrers(
  transport: Transport,
  where: Repository,
  subject: Digest,
  byTag: Map<string, Descriptor | undefined>,
): Promise<Descriptor[]> {
  const prefix = `${referrersTag(subject)}.`;
  for (const tag of await listTags(transport, where)) {
    if (!tag.startsWith(prefix) || byTag.has(tag)) continue;
    const manifest = await findManifest(transport, { ...where, tag });
    // A tag may be listed before its manifest can be read; the next round reads it again.
    if (manifest === undefined) continue;
    const refers = manifest.content.subject?.digest === subject && tag === ownTag(subject, manifest.digest);
    byTag.set(tag, refers ? referrerDescriptor(manifest) : undefined);
  }
  return [...byTag.values()].filter((found) => found !== undefined);
}

/**
 * Writes the index until a read after the last write finds every tagged referrer in it. Every writer puts its tag
 * first, so the last writer sees the tags of all others and adds back what its own write may have dropped.
 */
async function updateIndex(transport: Transport, where: Repository, subject: Digest, own: Descriptor) {
  const byTag = new Map<string, Descriptor | undefined>([[ownTag(subject, own.digest), own]]);
  const { random, sleep } = transport.dependencies;
  for (let round = 1; round <= maxRounds; round++) {
    if (round > 2) await sleep(random() * Math.min(2000, 25 * 2 ** round));
    const index = (await readReferrersIndex(transport, where, subject)) ?? emptyIndex;
    // Referrers that are in the index need not be read.
    for (const listed of index.manifests) byTag.set(ownTag(subject, listed.digest), listed);
    const tagged = await readTaggedReferrers(transport, where, subject, byTag);
    const listedDigests = new Set(index.manifests.map(({ digest }) => digest));
    const missing = tagged.filter(({ digest }) => !listedDigests.has(digest));
    if (missing.length === 0) return;
    await putManifest(transport, where, encode(index, missing), referrersTag(subject));
  }
  throw new RegistryError({
    kind: 'conflict',
    method: 'PUT',
    url: transport.url(where, `manifests/${referrersTag(subject)}`),
    reason: `other writers overwrote the index of referrers ${maxRounds} times`,
  });
}

/**
 * Puts a manifest with a `subject`, so that it is listed as a referrer of the subject (OCI distribution 1.1, "Pushing
 * Manifests with Subject"). If the registry does not maintain the list, updates the index with the tag
 * `sha256-<digest>` without losing entries of concurrent writers. Attaching the same manifest again changes nothing.
 *
 * @returns the descriptor of the referrer
 * @throws TypeError if the manifest has no subject
 * @throws RegistryError
 */
export async function attachReferrer(
  transport: Transport,
  { registry, repository }: Repository,
  { mediaType, bytes }: Pick<Manifest, 'mediaType' | 'bytes'>,
): Promise<Descriptor> {
  const content = parseManifestContent(bytes);
  const subject = content?.subject?.digest;
  if (content === undefined || subject === undefined)
    throw new TypeError('the manifest of a referrer needs a subject');
  const where = { registry, repository };
  const { digest, subjectNoted } = await putManifest(transport, where, { mediaType, bytes });
  const own = referrerDescriptor({ mediaType, digest, bytes, content });
  if (subjectNoted) return own;
  await putManifest(transport, where, { mediaType, bytes }, ownTag(subject, digest));
  await updateIndex(transport, where, subject, own);
  return own;
}
