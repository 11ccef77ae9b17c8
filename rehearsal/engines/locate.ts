import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { cacheFolder } from './build.ts';
import { type Engine, pinnedVersion } from './catalog.ts';

/** Absolute path of each binary and file of the engines, by its name. */
export type EnginePaths = Readonly<Record<string, string>>;

/** The variable that names a folder with engines built elsewhere (the content of the cache's folders, flat). */
export const foldersVariable = 'REHEARSAL_ENGINES';

const exists = (path: string, mode: number) => {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
};

const find = (name: string, folders: string[], mode: number) =>
  folders.map((folder) => join(folder, name)).find((path) => exists(path, mode));

async function printsVersion(path: string, args: readonly string[], version: string): Promise<boolean> {
  const { stdout, failed } = await execa(path, args, { reject: false, timeout: 10_000 });
  return !failed && new RegExp(`\\bv?${RegExp.escape(version)}\\b`).test(stdout);
}

async function locateIn(
  folders: string[],
  engine: Engine,
  checkVersion: boolean,
): Promise<EnginePaths | undefined> {
  const found: Record<string, string> = {};
  for (const name of Object.keys(engine.binaries)) {
    const path = find(name, folders, constants.X_OK);
    if (path === undefined) return undefined;
    if (checkVersion) {
      if (engine.versionArgs === undefined) return undefined;
      if (!(await printsVersion(path, engine.versionArgs, pinnedVersion(engine)))) return undefined;
    }
    found[name] = path;
  }
  for (const name of Object.keys(engine.files)) {
    const path = find(name, folders, constants.R_OK);
    if (path === undefined) return undefined;
    found[name] = path;
  }
  return found;
}

/**
 * Finds an engine without building it: in the cache, in the folder that `REHEARSAL_ENGINES` names, or on PATH
 * in exactly the pinned version. Undefined when a binary or file of it is missing.
 */
export async function locate(engine: Engine): Promise<EnginePaths | undefined> {
  const cached = await locateIn([await cacheFolder(engine)], engine, false);
  if (cached) return cached;
  const given = process.env[foldersVariable]?.split(delimiter) ?? [];
  const onPath = process.env['PATH']?.split(delimiter) ?? [];
  return (await locateIn(given, engine, false)) ?? (await locateIn([...given, ...onPath], engine, true));
}
