import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type UserError, userError } from '../../../model/errors.ts';

/** The program's folder for what can be made again (XDG base directory specification). */
export const cacheFolder = (env: NodeJS.ProcessEnv): string =>
  join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'release-pipeline');

/** A name beside a file or folder, for what is not whole yet. */
export const unfinished = (path: string): string => `${path}.${randomUUID()}`;

function unwritable(where: string, error: unknown): UserError {
  const what = `cannot be written: ${error instanceof Error ? error.message : error}`;
  return userError(what, { where, hint: 'set XDG_CACHE_HOME to a folder that can be' });
}

/** Makes a folder that its owner alone can read. @throws UserError where that cannot be */
export async function makePrivate(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** Writes a file that its owner alone can read: whole, or not at all. @throws UserError where that cannot be */
export async function keep(path: string, bytes: Uint8Array | string): Promise<void> {
  await makePrivate(dirname(path));
  const temporary = unfinished(path);
  try {
    await writeFile(temporary, bytes, { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    throw unwritable(path, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Removes the oldest files or folders, until there are not more than so many, of together at most so many bytes. */
export async function prune(folder: string, most: { entries: number; bytes: number }): Promise<void> {
  const entries = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => undefined);
      return { path: join(folder, name), size: found?.size ?? 0, age: found?.mtimeMs ?? 0 };
    }),
  );
  let bytes = 0;
  for (const [index, { path, size }] of entries.toSorted((a, b) => b.age - a.age).entries()) {
    bytes += size;
    if (index >= most.entries || bytes > most.bytes) await rm(path, { recursive: true, force: true });
  }
}

const keySize = 32;

/**
 * The key with which this machine's cache tells secrets apart without holding them: 32 random bytes, made once.
 *
 * @param folder the cache folder
 */
export async function redactionKey(folder: string): Promise<Uint8Array> {
  const path = join(folder, 'redaction.key');
  const found = await readFile(path).catch(() => undefined);
  if (found?.byteLength === keySize) return found;
  await makePrivate(folder);
  const temporary = unfinished(path);
  await writeFile(temporary, randomBytes(keySize), { mode: 0o600 });
  try {
    if (found !== undefined) await rename(temporary, path);
    // A link never replaces: of two processes that make a key at once, both use the first one's.
    else await link(temporary, path).catch(ignoreExisting);
    return await readFile(path);
  } finally {
    await rm(temporary, { force: true });
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
