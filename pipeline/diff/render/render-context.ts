import type { Client } from '../../oci/client.ts';
import { cacheFolder, redactionKey } from './cache-files.ts';
import type { Rendering } from './rendered-objects.ts';

/** What a render needs of this machine. */
export interface Surroundings {
  /** The client of registries; asked for only when something is not in the cache. */
  readonly registry: () => Promise<Client>;
  /** The top of the checkout. */
  readonly root: string;
  /** Where Helm and kustomize are looked for, as in PATH. */
  readonly path: string;
  /** The cache folder. */
  readonly cache: string;
  /** The key by which secrets are told apart. */
  readonly redactionKey: () => Promise<Uint8Array>;
  /** Milliseconds that one render may take. */
  readonly timeout: number;
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/**
 * This machine.
 *
 * @param root the top of the checkout
 */
export function surroundingsOf(root: string, env: NodeJS.ProcessEnv = process.env): Surroundings {
  const cache = cacheFolder(env);
  return {
    registry: once(async () => (await import('../../oci/client.ts')).createClient()),
    root,
    path: env['PATH'] ?? '',
    cache,
    redactionKey: once(() => redactionKey(cache)),
    timeout: 60_000,
  };
}

/** Turns what Helm or kustomize printed into objects without secrets. @throws UserError beyond the parser's limits */
export async function readObjects(text: string, key: Uint8Array): Promise<Rendering> {
  const [{ parseObjects }, { redact }] = await Promise.all([
    import('../manifests/parse.ts'),
    import('../redact/redact.ts'),
  ]);
  const { objects, faults } = parseObjects(text);
  return { objects: objects.map((object) => redact(object, key)), faults };
}
