import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { userError } from '../../../../model/errors.ts';

const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const entries = z.array(z.unknown()).catch([]);
/** The fields that may name folders; files outside of a kustomization's own folder kustomize refuses by itself. */
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

function readEntries(text: string, where: string): string[] {
  try {
    const fields = Object.values(schema.parse(parse(text, { logLevel: 'error' })));
    return fields.flat().filter((entry) => typeof entry === 'string');
  } catch (error) {
    throw userError(`cannot be read: ${error instanceof Error ? error.message : error}`, { where });
  }
}

async function entriesOf(root: string, folder: string): Promise<string[]> {
  for (const name of names) {
    const file = join(folder, name);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return readEntries(text, relative(root, file));
  }
  return [];
}

const isFolder = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() === true;

/**
 * Follows a kustomization to all that it is made of. kustomize itself would read any folder of this machine.
 *
 * @param root the top of the repository, without links in its path
 * @param folder with the kustomization
 * @returns whether it is all in the repository, and not partly fetched over the network
 * @throws UserError where it reaches outside of the repository, or is not YAML
 */
export async function isSelfContained(
  root: string,
  folder: string,
  seen = new Set<string>(),
): Promise<boolean> {
  if (seen.has(folder)) return true;
  seen.add(folder);
  let result = true;
  for (const entry of await entriesOf(root, folder)) {
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
