import { readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Application } from '../../model/application.ts';
import { type Checked, invalid, unwrap } from '../../model/checked.ts';
import { userError } from '../../model/errors.ts';
import { isMissingFile } from '../../model/missing-file.ts';
import { readChartArchive } from './files/archive.ts';
import { type ChartFiles, readText } from './files/files.ts';
import { readChartFolder } from './files/folder.ts';
import { checkVersionFiles, versionFile } from './version-files.ts';

/**
 * The application's version, if its own chart has the same one as the file VERSION.
 *
 * @param root the root folder of the checkout
 */
export async function checkOwnVersion(
  root: string,
  application: Application,
  files: ChartFiles,
): Promise<Checked<string>> {
  try {
    const version = await readFile(join(root, versionFile), 'utf8');
    return checkVersionFiles(application, version, readText(files, 'Chart.yaml') ?? '');
  } catch (error) {
    if (!isMissingFile(error)) throw error;
    return invalid({ where: versionFile, what: 'there is no such file' });
  }
}

async function isArchive(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (!isMissingFile(error)) throw error;
    throw userError('there is no such chart', { where: relative(process.cwd(), path) });
  }
}

/**
 * Reads a chart from a folder or an archive.
 *
 * @param root the root folder of the checkout
 * @param path by default the application's own chart
 * @throws UserError if there is no chart, its files are not safe, or the application's own chart has another version
 *   than VERSION
 */
export async function loadChart(root: string, application: Application, path?: string): Promise<ChartFiles> {
  const own = join(root, application.chart.path);
  const from = path === undefined ? own : resolve(path);
  if (await isArchive(from)) return readChartArchive(await readFile(from));
  const files = await readChartFolder(from);
  if (from === own) unwrap(await checkOwnVersion(root, application, files));
  return files;
}
