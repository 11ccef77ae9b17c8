import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { cacheFolder } from './build.ts';
import { type Engine, pinnedVersion } from './catalog.ts';

/** Absolute path of each binary and file of the engines, by name. */
export type EnginePaths = Readonly<Record<string, string>>;

/** Environment variable with folders (as in PATH) that hold engines built elsewhere, all files side by side. */
export const foldersVariable = 'REHEARSAL_ENGINES';

const isAccessible = (path: string, mode: number) => {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
};

const findInFolders = (name: string, folders: string[], mode: number) =>
  folders.map((folder) => join(folder, name)).find((path) => isAccessible(path, mode));

async function printsVersion(path: string, args: readonly string[], version: string): Promise<boolean> {
  const { stdout, failed } = await execa(path, args, { reject: false, timeout: 10_000 });
  return !failed && new RegExp(`\\bv?${RegExp.escape(version)}\\b`).test(stdout);
}

async function locateIn(
  folders: string[],
  engine: Engine,
  checkVersion: boolean,
): Promise<EnginePaths | undefined> {
  const paths: Record<string, string> = {};
  for (const name of Object.keys(engine.binaries)) {
    const path = findInFolders(name, folders, constants.X_OK);
    if (path === undefined) return undefined;
    if (checkVersion) {
      if (engine.versionArgs === undefined) return undefined;
      if (!(await printsVersion(path, engine.versionArgs, pinnedVersion(engine)))) return undefined;
    }
    paths[name] = path;
  }
  for (const name of Object.keys(engine.files)) {
    const path = findInFolders(name, folders, constants.R_OK);
    if (path === undefined) return undefined;
    paths[name] = path;
  }
  return paths;
}

/**
 * Finds an engine that is already built: in the cache, in the folders of `REHEARSAL_ENGINES`, or, if it prints exactly
 * the pinned version, on PATH.
 *
 * @returns its paths, or undefined when one of its binaries or files is missing
 */
export async function locate(engine: Engine): Promise<EnginePaths | undefined> {
  const cached = await locateIn([await cacheFolder(engine)], engine, false);
  if (cached) return cached;
  const givenFolders = process.env[foldersVariable]?.split(delimiter) ?? [];
  const onPath = process.env['PATH']?.split(delimiter) ?? [];
  return (
    (await locateIn(givenFolders, engine, false)) ??
    (await locateIn([...givenFolders, ...onPath], engine, true))
  );
}
