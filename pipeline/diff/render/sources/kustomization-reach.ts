import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type UserError, userError } from '../../../../model/errors.ts';
import { ignoreMissing } from '../../../../model/missing-file.ts';

const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const entries = z.array(z.unknown()).catch([]);
/** The fields that may name folders. Files outside of the kustomization's own folder are refused by kustomize itself. */
const schema = z
  .object({
    resources: entries,
    bases: entries,
    components: entries,
    generators: entries,
    transformers: entries,
    validators: entries,
  })
  .catch({ resources: [], bases: [], components: [], generators: [], transformers: [], validators: [] });

const isRemote = (entry: string) =>
  /:\/\/|^[\w.-]+@[\w.-]+:|^(?:github\.com|gitlab\.com|bitbucket\.org)[/:]/.test(entry);

const unreadable = (error: unknown, where: string): UserError =>
  userError(`cannot be read: ${error instanceof Error ? error.message : error}`, { where });

function parseEntries(text: string, where: string): string[] {
  try {
    const fields = Object.values(schema.parse(parse(text, { logLevel: 'error' })));
    return fields.flat().filter((entry) => typeof entry === 'string');
  } catch (error) {
    throw unreadable(error, where);
  }
}

async function readEntries(root: string, folder: string): Promise<string[]> {
  for (const name of names) {
    const file = join(folder, name);
    const where = relative(root, file);
    const text = await ignoreMissing(readFile(file, 'utf8')).catch((error) => {
      throw unreadable(error, where);
    });
    if (text !== undefined) return parseEntries(text, where);
  }
  return [];
}

const isFolder = async (path: string) => (await ignoreMissing(stat(path)))?.isDirectory() === true;

/**
 * Follows a kustomization to everything that it is built from, and refuses what is outside of the repository, because
 * kustomize itself would read any folder of this machine.
 *
 * @param root the top of the repository, without links in its path
 * @param folder the folder of the kustomization
 * @returns whether everything is in the repository; false if something is fetched over the network
 * @throws UserError if it reaches outside of the repository, or cannot be read
 */
export async function isSelfContained(
  root: string,
  folder: string,
  seen = new Set<string>(),
): Promise<boolean> {
  if (seen.has(folder)) return true;
  seen.add(folder);
  let result = true;
  for (const entry of await readEntries(root, folder)) {
    const target = join(folder, entry);
    if (isRemote(entry)) result = false;
    else if (isAbsolute(entry) || relative(root, target).split('/')[0] === '..') {
      const where = relative(root, join(folder, 'kustomization'));
      throw userError(`${JSON.stringify(entry)} is outside of the repository`, { where });
    } else if (await isFolder(target))
      result = (await isSelfContained(root, await realpath(target), seen)) && result;
  }
  return result;
}
