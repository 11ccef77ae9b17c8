import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fault, UserError, userError } from '../../../model/errors.ts';
import type { ChartFiles } from './files.ts';
import { parseIgnore } from './ignore.ts';

const isMissing = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

async function readIgnore(folder: string) {
  try {
    return parseIgnore(await readFile(join(folder, '.helmignore'), 'utf8'));
  } catch (error) {
    if (isMissing(error)) return parseIgnore('');
    throw error;
  }
}

/**
 * Reads a chart from its folder: what Helm would pack, without what `.helmignore` names.
 *
 * @throws UserError where there is no such chart, or for anything in it that is neither file nor folder: a release
 *   holds what was reviewed, not what a link leads to
 */
export async function readChartFolder(folder: string): Promise<ChartFiles> {
  const files = new Map<string, Uint8Array>();
  const faults: Fault[] = [];
  const ignores = await readIgnore(folder);
  async function walk(directory: string): Promise<void> {
    for (const entry of await readdir(join(folder, directory), { withFileTypes: true })) {
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
      if (ignores(path, entry.isDirectory())) continue;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile()) files.set(path, await readFile(join(folder, path)));
      else
        faults.push({
          where: join(folder, path),
          what: 'is not a file',
          hint: 'put a copy there, or ignore it',
        });
    }
  }
  try {
    await walk('');
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw userError('there is no such chart', { where: folder });
  }
  if (faults.length > 0) throw new UserError(faults);
  return files;
}
