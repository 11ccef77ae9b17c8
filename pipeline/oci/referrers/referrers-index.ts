import { z } from 'zod';
import type { Digest } from '../../../model/digest.ts';
import { descriptorSchema } from '../manifest.ts';
import { findManifest } from '../manifests.ts';
import { mediaTypes } from '../media-types.ts';
import type { Repository } from '../reference.ts';
import { RegistryError } from '../transport/registry-error.ts';
import type { Transport } from '../transport/transport.ts';

const indexSchema = z.looseObject({ manifests: z.array(descriptorSchema) });

/** The index of referrers that clients maintain if the registry does not; unknown fields are kept. */
export type ReferrersIndex = z.infer<typeof indexSchema>;

/** The tag of that index (OCI distribution 1.1, "Referrers Tag Schema"): `sha256-<hex>`. */
export const referrersTag = (subject: Digest): string => {
  const [algorithm = '', hex = ''] = subject.split(':');
  return `${algorithm}-${hex.slice(0, 64)}`;
};

/**
 * Reads the index of referrers.
 *
 * @returns undefined if there is none yet
 * @throws RegistryError, also if its tag points to something else
 */
export async function readReferrersIndex(
  transport: Transport,
  repository: Repository,
  subject: Digest,
): Promise<ReferrersIndex | undefined> {
  const tag = referrersTag(subject);
  const manifest = await findManifest(transport, { ...repository, tag });
  if (manifest === undefined) return undefined;
  const index = indexSchema.safeParse(manifest.content);
  if (manifest.mediaType === mediaTypes.index && index.success) return index.data;
  throw new RegistryError({
    kind: 'malformed',
    method: 'GET',
    url: transport.url(repository, `manifests/${tag}`),
    reason: `expected an index of referrers, but found ${manifest.mediaType}`,
  });
}
