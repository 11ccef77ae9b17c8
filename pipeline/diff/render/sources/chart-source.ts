import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, isDigest } from '../../../../model/digest.ts';
import { type UserError, userError } from '../../../../model/errors.ts';
import { chartArchiveType } from '../../../chart/artifact.ts';
import { isRange, newestInRange, newestVersions } from '../../../chart/range.ts';
import type { Client } from '../../../oci/client.ts';
import type { Manifest } from '../../../oci/manifest.ts';
import { formatReference, isTag, type Reference, type Repository } from '../../../oci/reference.ts';
import { removeOldest, writeFileAtomically } from '../cache-files.ts';
import type { RenderContext } from '../render-context.ts';
import type { RenderSource } from '../request.ts';
import type { ResolvedSource } from './resolved-source.ts';

const cacheLimit = { entries: 200, bytes: 256 * 2 ** 20 };

function chartNotFound(
  { registry, repository }: Repository,
  revision: string,
  tags: readonly string[],
): UserError {
  const where = `${formatReference({ registry, repository })} ${revision}`;
  if (tags.length === 0)
    return userError('there is no such chart', { where, hint: 'publish it: pipeline chart publish' });
  return userError(isRange(revision) ? 'no version is in this range' : 'the chart has no such version', {
    where,
    hint: `the newest versions: ${newestVersions(tags).join(', ') || 'none'}`,
  });
}

interface FoundChart {
  readonly reference: Reference & { readonly digest: Digest };
  /** Undefined for a chart that is named by its digest: its manifest is fetched only if the archive is not cached. */
  readonly manifest?: Manifest;
}

/** By GET, not HEAD: the manifest is needed next, and one request is faster than two. */
async function findTag(client: Client, repository: Repository, tag: string): Promise<FoundChart | undefined> {
  const manifest = isTag(tag) ? await client.findManifest({ ...repository, tag }) : undefined;
  return manifest && { reference: { ...repository, tag, digest: manifest.digest }, manifest };
}

/** Finds the chart that Argo CD would take: a tag of that name, else the newest version in the range. */
async function findChart(client: Client, repository: Repository, revision: string): Promise<FoundChart> {
  const named = await findTag(client, repository, revision.replaceAll('+', '_'));
  if (named !== undefined) return named;
  const tags = await client.listTags(repository);
  const newest = isRange(revision) ? newestInRange(revision, tags) : undefined;
  if (newest === undefined) throw chartNotFound(repository, revision, tags);
  const found = await findTag(client, repository, newest);
  if (found === undefined) throw chartNotFound(repository, newest, tags);
  return found;
}

async function fetchArchive(client: Client, { reference, manifest: found }: FoundChart): Promise<Uint8Array> {
  const manifest = found ?? (await client.findManifest(reference));
  if (manifest === undefined)
    throw chartNotFound(reference, reference.digest, await client.listTags(reference));
  const layer = manifest.content.layers?.find(({ mediaType }) => mediaType === chartArchiveType);
  if (layer !== undefined) return client.getBlob(reference, layer);
  const where = formatReference(reference);
  throw userError('is not a Helm chart', { where, hint: 'name the repository of a chart' });
}

/**
 * Resolves a chart in a registry. A digest needs no request, a tag one, and a range also the list of tags. The archive is
 * fetched once, and cached by its digest.
 *
 * @throws UserError if there is no such chart or version; `fetchContent` of the result throws it too
 * @throws RegistryError if the registry fails
 */
export async function resolveChart(
  { repository, revision }: Extract<RenderSource, { kind: 'chart' }>,
  { registry, cache }: RenderContext,
): Promise<ResolvedSource> {
  const found: FoundChart = isDigest(revision)
    ? { reference: { ...repository, digest: revision } }
    : await findChart(await registry(), repository, revision);
  const { reference } = found;
  const archive = join(cache, 'charts', `${reference.digest.replace(':', '-')}.tgz`);
  return {
    id: `chart ${reference.digest}`,
    label: formatReference(reference),
    tool: 'helm',
    fetchContent: async () => {
      if (!existsSync(archive)) {
        await writeFileAtomically(archive, await fetchArchive(await registry(), found));
        await removeOldest(join(cache, 'charts'), cacheLimit);
      }
      return { root: archive, path: archive };
    },
  };
}
