import { execa } from 'execa';
import { Listr } from 'listr2';
import { userError } from '../../model/errors.ts';
import { buildEngine } from './build.ts';
import { type Engine, engines, pinnedVersion } from './catalog.ts';
import { type EnginePaths, foldersVariable, locate } from './locate.ts';

export type { EnginePaths } from './locate.ts';

async function requireGo(missing: readonly Engine[]): Promise<void> {
  const { failed } = await execa('go', ['version'], { reject: false });
  if (!failed) return;
  const names = missing.map(({ name }) => name).join(', ');
  throw userError(`the engines ${names} are not installed, and Go is not installed to build them`, {
    hint:
      `install Go 1.26 or newer (https://go.dev/dl), or set ${foldersVariable} to a folder that holds the engines, ` +
      'for instance a copy of the cache of a machine that has built them',
  });
}

async function buildWithProgress(engine: Engine, show: (line: string) => void): Promise<EnginePaths> {
  const started = Date.now();
  let last = 'compiling';
  const report = () => show(`${Math.round((Date.now() - started) / 1000)} s · ${last}`);
  const ticking = setInterval(report, 1000);
  try {
    await buildEngine(engine, (line) => {
      last = line;
    });
  } finally {
    clearInterval(ticking);
  }
  const paths = await locate(engine);
  if (paths === undefined) throw new Error(`${engine.name} was built, but some of its files are missing`);
  return paths;
}

/**
 * Finds all engines, and builds those that are missing. Building all of them takes about 15 minutes on two cores and
 * shows its progress; the builds are cached.
 *
 * @throws UserError when an engine is missing and Go is not installed
 */
export async function setUpEngines(): Promise<EnginePaths> {
  const pathsByEngine = new Map<Engine, EnginePaths | undefined>();
  for (const engine of engines) pathsByEngine.set(engine, await locate(engine));
  const missing = engines.filter((engine) => pathsByEngine.get(engine) === undefined);
  if (missing.length > 0) {
    await requireGo(missing);
    console.log('Building the engines, once: about 15 minutes on two cores.');
    await new Listr(
      missing.map((engine) => ({
        title: `${engine.name} ${pinnedVersion(engine)}`,
        task: async (_: unknown, task: { output: string }) => {
          pathsByEngine.set(
            engine,
            await buildWithProgress(engine, (line) => {
              if (process.stdout.isTTY) task.output = line;
            }),
          );
        },
      })),
    ).run();
  }
  return Object.assign({}, ...pathsByEngine.values());
}
