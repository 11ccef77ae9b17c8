import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { type Engine, pinnedVersion, toolsFolder } from './catalog.ts';

const cacheRoot = () =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'release-pipeline', 'engines');

const linkerFlags = (engine: Engine) =>
  ['-s', '-w', engine.ldflags?.(pinnedVersion(engine))].join(' ').trim();

/**
 * The cache folder of an engine's build. It is outside the project, and its name contains a hash of everything that
 * determines the build.
 */
export async function cacheFolder(engine: Engine): Promise<string> {
  const hash = createHash('sha256').update(
    JSON.stringify([engine, linkerFlags(engine), process.platform, process.arch]),
  );
  const folder = toolsFolder(engine);
  for (const file of (await readdir(folder)).sort())
    hash.update(file).update(await readFile(join(folder, file)));
  return join(cacheRoot(), `${engine.name}-${pinnedVersion(engine)}-${hash.digest('hex').slice(0, 12)}`);
}

/**
 * Builds an engine with Go into its cache folder. An incomplete build is never used: the folder gets its name only
 * when the build is complete.
 *
 * @param progress called with the newest line that Go prints
 * @returns the cache folder
 * @throws ExecaError when `go` fails
 */
export async function buildEngine(engine: Engine, progress: (line: string) => void): Promise<string> {
  const target = await cacheFolder(engine);
  const unfinished = `${target}.${process.pid}`;
  const go = async (...args: string[]) => {
    const running = execa('go', args, { cwd: toolsFolder(engine), env: { GOFLAGS: '-buildvcs=false' } });
    running.stderr.on('data', (chunk: Buffer) => progress(chunk.toString().trim().split('\n').at(-1) ?? ''));
    return (await running).stdout;
  };
  try {
    await mkdir(unfinished, { recursive: true });
    for (const [name, goPackage] of Object.entries(engine.binaries)) {
      await go(
        'build',
        '-trimpath',
        '-ldflags',
        linkerFlags(engine),
        '-o',
        join(unfinished, name),
        goPackage,
      );
    }
    if (Object.keys(engine.files).length > 0) {
      const module = JSON.parse(await go('mod', 'download', '-json', engine.module)) as { Dir: string };
      for (const [name, path] of Object.entries(engine.files)) {
        await copyFile(join(module.Dir, path), join(unfinished, name));
      }
    }
    await mkdir(dirname(target), { recursive: true });
    await rename(unfinished, target).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY') throw error; // another process finished the same build first
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return target;
}
