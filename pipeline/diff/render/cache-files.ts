import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError, userError } from '../../../model/errors.ts';
import { ignoreMissing } from '../../../model/missing-file.ts';

/** The program's cache folder (XDG base directory specification). */
export const cacheFolder = (env: NodeJS.ProcessEnv): string =>
  join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'release-pipeline');

/** A new path beside a file or folder, for content that is not complete yet. */
export const temporaryPath = (path: string): string => `${path}.${randomUUID()}`;

const unusable = (where: string, what: string, error: unknown): UserError =>
  userError(`${what}: ${error instanceof Error ? error.message : error}`, {
    where,
    hint: 'set XDG_CACHE_HOME to a folder that you can read and write',
  });

/** Creates a folder that only its owner can read. @throws UserError if that is not possible */
export async function makePrivateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusable(folder, 'cannot be written', error);
  }
}

/** Writes a file that only its owner can read: completely, or not at all. @throws UserError if that is not possible */
export async function writeFileAtomically(path: string, bytes: Uint8Array | string): Promise<void> {
  await makePrivateFolder(dirname(path));
  const temporary = temporaryPath(path);
  try {
    await writeFile(temporary, bytes, { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    throw unusable(path, 'cannot be written', error);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Removes the oldest files and folders until the rest is within both limits. */
export async function removeOldest(
  folder: string,
  limit: { readonly entries: number; readonly bytes: number },
): Promise<void> {
  const entries = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      // Another process may remove it at the same time.
      const found = await ignoreMissing(stat(join(folder, name)));
      return { path: join(folder, name), size: found?.size ?? 0, modified: found?.mtimeMs ?? 0 };
    }),
  );
  let bytes = 0;
  for (const [index, { path, size }] of entries.toSorted((a, b) => b.modified - a.modified).entries()) {
    bytes += size;
    if (index >= limit.entries || bytes > limit.bytes) await rm(path, { recursive: true, force: true });
  }
}

const keySize = 32;

/**
 * Reads this machine's redaction key, or creates it: 32 random bytes. Secrets are cached and compared as digests with
 * this key, so that the cache does not hold the secrets themselves.
 *
 * @param folder the cache folder
 * @throws UserError if it cannot be read or written
 */
export async function loadRedactionKey(folder: string): Promise<Uint8Array> {
  const path = join(folder, 'redaction.key');
  try {
    const found = await ignoreMissing(readFile(path));
    if (found?.byteLength === keySize) return found;
    await makePrivateFolder(folder);
    await createRedactionKey(path, found !== undefined);
    return await readFile(path);
  } catch (error) {
    throw error instanceof UserError ? error : unusable(path, 'cannot be used', error);
  }
}

async function createRedactionKey(path: string, replace: boolean): Promise<void> {
  const temporary = temporaryPath(path);
  try {
    await writeFile(temporary, randomBytes(keySize), { mode: 0o600 });
    if (replace) await rename(temporary, path);
    // A link never replaces a file: if two processes create a key at the same time, both use the first one.
    else await link(temporary, path).catch(ignoreExisting);
  } finally {
    await rm(temporary, { force: true });
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
