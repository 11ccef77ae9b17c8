import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnginePaths } from '../engines/index.ts';
import { createCertificate } from './certificate.ts';
import { type EngineProcess, startEngine } from './engine-process.ts';
import { freePorts } from './ports.ts';

const portNames = [
  'etcd',
  'etcdPeer',
  'apiserver',
  'registry',
  'redis',
  'repoServer',
  'repoServerMetrics',
  'controllerMetrics',
  'notificationsMetrics',
  'kwok',
] as const;

export type Ports = Readonly<Record<(typeof portNames)[number], number>>;

/** What the parts of one world share while they start. */
export interface WorldContext {
  readonly engines: EnginePaths;
  readonly ports: Ports;
  /** PEM files of the world's certificate, which is its own authority, and of its key. */
  readonly certificate: string;
  readonly key: string;
  /** The engines in their order of start. */
  readonly started: readonly EngineProcess[];
  /** The world's temporary folder. */
  readonly folder: string;
  /** Returns a path in the world's folder. */
  readonly path: (...names: string[]) => string;
  /** Writes a file that only its owner can read into the world's folder, and returns its path. */
  readonly write: (name: string, content: string) => string;
  /** Starts an engine that is stopped with the world. */
  readonly start: (
    name: string,
    binary: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => EngineProcess;
}

/** Prefix of the name of every world's folder. */
export const folderPrefix = 'rehearsal-world-';
/** File in a world's folder with the id of the process that started the world. */
export const ownerFile = 'owner';
/** File in a world's folder with a line `<pid> <path>` for each engine. */
export const engineList = 'engines';

/**
 * Prepares the folder of a world. Disposing `cleanup` stops the engines by their process ids, in reverse order of
 * start, and removes the folder.
 *
 * @param hostNames host names of the world's servers, in addition to 127.0.0.1
 */
export async function createContext(
  engines: EnginePaths,
  hostNames: readonly string[],
  cleanup: AsyncDisposableStack,
): Promise<WorldContext> {
  const folder = mkdtempSync(join(tmpdir(), folderPrefix));
  const path = (...names: string[]) => join(folder, ...names);
  const write = (name: string, content: string) => {
    writeFileSync(path(name), content, { mode: 0o600 });
    return path(name);
  };
  const started: EngineProcess[] = [];
  cleanup.defer(async () => {
    // One after another: without etcd, kube-apiserver takes a minute to stop and keeps its port until then.
    for (const engine of started.toReversed()) await engine.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  write(ownerFile, String(process.pid));
  mkdirSync(path('logs'));
  const { certificate, key } = await createCertificate(['localhost', ...hostNames]);
  return {
    engines,
    ports: await freePorts(portNames),
    certificate: write('certificate.pem', certificate),
    key: write('key.pem', key),
    started,
    folder,
    path,
    write,
    start: (name, binary, args, env = {}) => {
      if (cleanup.disposed) throw new Error('the world is being stopped');
      const executable = engines[binary];
      if (executable === undefined) throw new Error(`no engine provides the program ${binary}`);
      const engine = startEngine({ name, path: executable, args, env, log: path('logs', `${name}.log`) });
      started.push(engine);
      appendFileSync(path(engineList), `${engine.pid} ${executable}\n`);
      return engine;
    },
  };
}
