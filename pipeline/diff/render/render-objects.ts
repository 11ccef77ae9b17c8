import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { ignoreMissing } from '../../../model/missing-file.ts';
import { removeOldest, writeFileAtomically } from './cache-files.ts';
import { apiVersions, kubeVersion } from './cluster.ts';
import type { RenderContext } from './render-context.ts';
import { type ResolvedRequest, resolveRequest, runRenderer } from './render-manifests.ts';
import { parseAndRedact, type RenderedObjects, renderedObjectsSchema } from './rendered-objects.ts';
import type { RenderRequest } from './request.ts';

/** How many renders to run at the same time. */
export const concurrency = availableParallelism();

/** Raise it when the cached format changes, or the way in which manifests are parsed or redacted. */
const formatVersion = 2;
const cacheLimit = { entries: 200, bytes: 512 * 2 ** 20 };

/** The entry's name covers all that decides its content, the redaction key included. */
function cacheEntry(
  request: RenderRequest,
  { source, program }: ResolvedRequest,
  key: Uint8Array,
  cache: string,
): string {
  const { releaseName, namespace, valueFiles, values } = request;
  const hash = createHash('sha256').update(key);
  hash.update(JSON.stringify([formatVersion, source.id, program.identity, kubeVersion, apiVersions]));
  hash.update(JSON.stringify([releaseName, namespace, valueFiles, values]));
  return join(cache, 'renders', hash.digest('hex'));
}

/** @returns undefined if there is no such entry, or if it is damaged; it is then written anew */
async function readEntry(path: string): Promise<RenderedObjects | undefined> {
  const text = await ignoreMissing(readFile(path, 'utf8'));
  if (text === undefined) return undefined;
  try {
    return renderedObjectsSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Renders an Application into parsed objects with redacted secrets, or reads them from the cache. A chart that is named
 * by its digest and cached needs neither network nor process.
 *
 * @throws UserError, RegistryError or RemoteError, as renderManifests does
 * @throws UserError if the manifests are beyond the parser's limits
 */
export async function renderObjects(
  request: RenderRequest,
  context: RenderContext,
): Promise<RenderedObjects> {
  const [resolved, key] = await Promise.all([resolveRequest(request, context), context.redactionKey()]);
  const entry = cacheEntry(request, resolved, key, context.cache);
  const cached = await readEntry(entry);
  if (cached !== undefined) return cached;
  const { text, isRepeatable } = await runRenderer(request, resolved, context);
  const rendered = await parseAndRedact(text, key);
  if (isRepeatable) {
    await writeFileAtomically(entry, JSON.stringify(rendered));
    await removeOldest(dirname(entry), cacheLimit);
  }
  return rendered;
}
