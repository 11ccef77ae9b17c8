import type { Client } from '../../oci/client.ts';
import { cacheFolder, loadRedactionKey } from './cache-files.ts';

/** What rendering uses of this machine. */
export interface RenderContext {
  /** Creates the client of registries. Called only when something is not in the cache. */
  readonly registry: () => Promise<Client>;
  /** The top of the checkout. */
  readonly root: string;
  /** Folders in which Helm and kustomize are looked for, as in PATH. */
  readonly path: string;
  /** The cache folder. */
  readonly cache: string;
  /** The key of the digests that replace secret values. */
  readonly redactionKey: () => Promise<Uint8Array>;
  /** Milliseconds that one run of Helm or kustomize may take. */
  readonly timeout: number;
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** @param root the top of the checkout */
export function createRenderContext(root: string, env: NodeJS.ProcessEnv = process.env): RenderContext {
  const cache = cacheFolder(env);
  return {
    registry: once(async () => (await import('../../oci/client.ts')).createClient()),
    root,
    path: env['PATH'] ?? '',
    cache,
    redactionKey: once(() => loadRedactionKey(cache)),
    timeout: 60_000,
  };
}
