import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type UserError, userError } from '../../../../model/errors.ts';
import { chartArchiveType } from '../../../chart/artifact.ts';
import { isRange, newestInRange, newestVersions } from '../../../chart/range.ts';
import type { Client } from '../../../oci/client.ts';
import { type Digest, isDigest } from '../../../oci/digest.ts';
import type { Manifest } from '../../../oci/manifest.ts';
import { formatReference, isTag, type Reference, type Repository } from '../../../oci/reference.ts';
import { removeOldest, writeFileAtomically } from '../cache-files.ts';
import type { RenderContext } from '../render-context.ts';
import type { RenderSource } from '../request.ts';
import type { ResolvedSource } from './resolved-source.ts';

const archivesKept = { entries: 200, bytes: 256 * 2 ** 20 };

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
    hint: `the newest there are: ${newestVersions(tags).join(', ') || 'none'}`,
  });
}

/** A chart that was found; by its digest alone it was not asked for yet. */
interface FoundChart {
  readonly reference: Reference & { readonly digest: Digest };
  readonly manifest?: Manifest;
}

/** By GET, since what a tag points to is wanted next, and one question is less than two. */
async function findTag(client: Client, repository: Repository, tag: string): Promise<FoundChart | undefined> {
  const manifest = isTag(tag) ? await client.findManifest({ ...repository, tag }) : undefined;
  return manifest && { reference: { ...repository, tag, digest: manifest.digest }, manifest };
}

/** As Argo CD does: a tag of that name first, then the newest version in the range. */
async function find(client: Client, repository: Repository, revision: string): Promise<FoundChart> {
  const named = await findTag(client, repository, revision.replaceAll('+', '_'));
  if (named !== undefined) return named;
  const tags = await client.listTags(repository);
  const newest = isRange(revision) ? newestInRange(revision, tags) : undefined;
  if (newest === undefined) throw chartNotFound(repository, revision, tags);
  const found = await findTag(client, repository, newest);
  if (found === undefined) throw chartNotFound(repository, newest, tags);
  return found;
}

async function fetchArchive(client: Client, { reference, manifest: known }: FoundChart): Promise<Uint8Array> {
  const manifest = known ?? (await client.findManifest(reference));
  if (manifest === undefined)
    throw chartNotFound(reference, reference.digest, await client.listTags(reference));
  const layer = manifest.content.layers?.find(({ mediaType }) => mediaType === chartArchiveType);
  if (layer !== undefined) return client.getBlob(reference, layer);
  const where = formatReference(reference);
  throw userError('is not a Helm chart', { where, hint: 'name the repository of a chart' });
}

/**
 * A chart in a registry. A digest needs no question; anything else costs one, and a range the list of tags too. The
 * archive is fetched once, and kept by its digest.
 *
 * @throws UserError, when it is laid out too, where there is no such chart or version, with the newest there are
 * @throws RegistryError
 */
export async function resolveChart(
  { repository, revision }: Extract<RenderSource, { kind: 'chart' }>,
  { registry, cache }: RenderContext,
): Promise<ResolvedSource> {
  const found: FoundChart = isDigest(revision)
    ? { reference: { ...repository, digest: revision } }
    : await find(await registry(), repository, revision);
  const { reference } = found;
  const archive = join(cache, 'charts', `${reference.digest.replace(':', '-')}.tgz`);
  return {
    id: `chart ${reference.digest}`,
    label: formatReference(reference),
    tool: 'helm',
    fetchContent: async () => {
      if (!existsSync(archive)) {
        await writeFileAtomically(archive, await fetchArchive(await registry(), found));
        await removeOldest(join(cache, 'charts'), archivesKept);
      }
      return { root: archive, path: archive };
    },
  };
}
