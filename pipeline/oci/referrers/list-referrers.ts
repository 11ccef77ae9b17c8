import { z } from 'zod';
import type { Digest } from '../../../model/digest.ts';
import { parseJson } from '../../../model/json.ts';
import { type Descriptor, descriptorSchema } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import type { Repository } from '../reference.ts';
import { readPages } from '../transport/paging.ts';
import { RegistryError } from '../transport/registry-error.ts';
import type { Transport } from '../transport/transport.ts';
import { readReferrersIndex } from './referrers-index.ts';

const pageSchema = z.looseObject({ manifests: z.array(descriptorSchema).nullish() });

/** Statuses by which registries show that they have no referrers API; ghcr.io may also redirect to an HTML page. */
const statusesWithoutApi = [303, 400, 404, 405, 406, 501];

/** @returns undefined if the registry has no referrers API */
async function listByApi(
  transport: Transport,
  repository: Repository,
  subject: Digest,
  artifactType?: string,
): Promise<Descriptor[] | undefined> {
  const query = artifactType === undefined ? '' : `?${new URLSearchParams({ artifactType })}`;
  const path = `referrers/${subject}${query}`;
  const request = { ...repository, method: 'GET', path, expected: [200, ...statusesWithoutApi] } as const;
  const headers = { accept: mediaTypes.index };
  const found: Descriptor[] = [];
  for await (const response of readPages(transport, { ...request, headers })) {
    const mediaType = response.headers.get('content-type')?.split(';')[0]?.trim();
    if (response.status !== 200 || mediaType !== mediaTypes.index) return undefined;
    const { data } = pageSchema.safeParse(parseJson(response.bytes));
    if (data === undefined) {
      const url = transport.url(repository, path);
      throw new RegistryError({
        kind: 'malformed',
        method: 'GET',
        url,
        reason: 'the response is not an index',
      });
    }
    found.push(...(data.manifests ?? []));
  }
  return found;
}

/**
 * Lists the referrers of a manifest (OCI distribution 1.1, "Listing Referrers"): by the API if the registry has it, else
 * from the index with the tag `sha256-<digest>`.
 *
 * @param subject digest of the manifest; it does not have to exist
 * @param artifactType lists only referrers of this type; all by default
 * @throws RegistryError
 */
export async function listReferrers(
  transport: Transport,
  { registry, repository }: Repository,
  subject: Digest,
  artifactType?: string,
): Promise<Descriptor[]> {
  const where = { registry, repository };
  const all =
    (await listByApi(transport, where, subject, artifactType)) ??
    (await readReferrersIndex(transport, where, subject))?.manifests ??
    [];
  return artifactType === undefined ? all : all.filter((referrer) => referrer.artifactType === artifactType);
}
