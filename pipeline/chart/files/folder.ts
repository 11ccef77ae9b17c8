import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fault, UserError, userError } from '../../../model/errors.ts';
import { isMissingFile } from '../../../model/missing-file.ts';
import type { ChartFiles } from './files.ts';
import { parseIgnore } from './ignore.ts';

async function readIgnore(folder: string) {
  try {
    return parseIgnore(await readFile(join(folder, '.helmignore'), 'utf8'));
  } catch (error) {
    if (isMissingFile(error)) return parseIgnore('');
    throw error;
  }
}

/**
 * Reads the files of a chart's folder that Helm would pack, without those that `.helmignore` excludes.
 *
 * @throws UserError if there is no such folder, or it contains anything but files and folders: a link would bring
 *   content into a release that was not reviewed
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
          hint: 'replace it by a copy, or exclude it in .helmignore',
        });
    }
  }
  try {
    await walk('');
  } catch (error) {
    if (!isMissingFile(error)) throw error;
    throw userError('there is no such chart', { where: folder });
  }
  if (faults.length > 0) throw new UserError(faults);
  return files;
}
