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
  /** PEM files of the world's only certificate, which is its own authority. */
  readonly certificate: string;
  readonly key: string;
  /** The engines in the order in which they were started. */
  readonly started: readonly EngineProcess[];
  /** The world's folder. */
  readonly folder: string;
  /** A path in the world's folder. */
  readonly path: (...names: string[]) => string;
  /** Writes a file into the world's folder, readable by its owner alone, and returns its path. */
  readonly write: (name: string, content: string) => string;
  /** Starts an engine, to be ended with the world. */
  readonly start: (
    name: string,
    binary: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => EngineProcess;
}

/** Begins the name of every world's folder. */
export const folderPrefix = 'rehearsal-world-';
/** In a world's folder: the process that started it, and a line `<pid> <path>` for each engine. */
export const ownerFile = 'owner';
export const engineList = 'engines';

/**
 * Prepares the folder of a world. Disposing `cleanup` ends the engines by their ids, the last started first, and
 * removes the folder.
 *
 * @param hostNames names under which the world's servers are reached, beside 127.0.0.1
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
    // One after another: without etcd, kube-apiserver takes a minute to end and keeps its port meanwhile.
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
      if (cleanup.disposed) throw new Error('the world is ending');
      const executable = engines[binary];
      if (executable === undefined) throw new Error(`there is no engine ${binary}`);
      const engine = startEngine({ name, path: executable, args, env, log: path('logs', `${name}.log`) });
      started.push(engine);
      appendFileSync(path(engineList), `${engine.pid} ${executable}\n`);
      return engine;
    },
  };
}
