import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { keep, prune } from './cache-files.ts';
import { apiVersions, kubeVersion } from './cluster.ts';
import { readObjects, type Surroundings } from './render-context.ts';
import { prepare, type Ready, renderPrepared } from './render-text.ts';
import { type Rendering, renderingSchema } from './rendered-objects.ts';
import type { RenderRequest } from './request.ts';

/** How many renders are worth doing at once. */
export const concurrency = availableParallelism();

/** To be raised when what is kept, or how it is parsed or redacted, changes. */
const formatVersion = 2;
const rendersKept = { entries: 200, bytes: 512 * 2 ** 20 };

/** Named after all that decides the content; with another redaction key the same secret looks different. */
function entryOf(request: RenderRequest, { source, program }: Ready, key: Uint8Array, cache: string): string {
  const { releaseName, namespace, valueFiles, values } = request;
  const hash = createHash('sha256').update(key);
  hash.update(JSON.stringify([formatVersion, source.id, program.identity, kubeVersion, apiVersions]));
  hash.update(JSON.stringify([releaseName, namespace, valueFiles, values]));
  return join(cache, 'renders', hash.digest('hex'));
}

async function readEntry(path: string): Promise<Rendering | undefined> {
  try {
    return renderingSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Absent or damaged: it is rendered again, and replaced.
    return undefined;
  }
}

/**
 * Renders an Application into objects without secrets. What was rendered before is read from the cache: for a chart
 * by digest without network or process.
 *
 * @throws as `render`, and UserError where there is more than the parser's limits allow
 */
export async function renderObjects(request: RenderRequest, surroundings: Surroundings): Promise<Rendering> {
  const [ready, key] = await Promise.all([prepare(request, surroundings), surroundings.redactionKey()]);
  const entry = entryOf(request, ready, key, surroundings.cache);
  const cached = await readEntry(entry);
  if (cached !== undefined) return cached;
  const { text, isRepeatable } = await renderPrepared(request, ready, surroundings);
  const rendering = await readObjects(text, key);
  if (isRepeatable) {
    await keep(entry, JSON.stringify(rendering));
    await prune(dirname(entry), rendersKept);
  }
  return rendering;
}
