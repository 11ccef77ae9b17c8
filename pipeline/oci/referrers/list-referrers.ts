import { z } from 'zod';
import type { Digest } from '../../../model/digest.ts';

import { type Descriptor, descriptorSchema } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import type { Repository } from '../reference.ts';
import { readPages } from '../transport/paging.ts';
import { RegistryError } from '../transport/registry-error.ts';
import type { Transport } from '../transport/transport.ts';
import { readReferrersIndex } from './referrers-index.ts';

const pageSchema = z.looseObject({ manifests: z.array(descriptorSchema).nullish() });

/** Statuses of registries without the referrers API; ghcr.io may also redirect to a page of HTML. */
const withoutApi = [303, 400, 404, 405, 406, 501];

/** @returns undefined where the registry has no referrers API */
async function askApi(
  transport: Transport,
  repository: Repository,
  subject: Digest,
  artifactType?: string,
): Promise<Descriptor[] | undefined> {
  const query = artifactType === undefined ? '' : `?${new URLSearchParams({ artifactType })}`;
  const path = `referrers/${subject}${query}`;
  const question = { ...repository, method: 'GET', path, expected: [200, ...withoutApi] } as const;
  const headers = { accept: mediaTypes.index };
  const found: Descriptor[] = [];
  for await (const answer of readPages(transport, { ...question, headers })) {
    const mediaType = answer.headers.get('content-type')?.split(';')[0]?.trim();
    if (answer.status !== 200 || mediaType !== mediaTypes.index) return undefined;
    try {
      found.push(...(pageSchema.parse(JSON.parse(new TextDecoder().decode(answer.bytes))).manifests ?? []));
    } catch {
      const url = transport.url(repository, path);
      throw new RegistryError({ kind: 'malformed', method: 'GET', url, answer: 'what came is no index' });
    }
  }
  return found;
}

/**
 * What refers to a manifest (OCI distribution 1.1, "Listing Referrers"): by the API where the registry has it, else
 * from the index under the tag `sha256-<digest>`.
 *
 * @param subject digest of the manifest that is referred to; it need not exist
 * @param artifactType only these; all if absent
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
    (await askApi(transport, where, subject, artifactType)) ??
    (await readReferrersIndex(transport, where, subject))?.manifests ??
    [];
  return artifactType === undefined ? all : all.filter((referrer) => referrer.artifactType === artifactType);
}
