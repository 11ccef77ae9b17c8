import { readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Application } from '../../model/application.ts';

import { type Fault, UserError, userError } from '../../model/errors.ts';
import { versionFaults, versionFile } from '../version/version-files.ts';
import { readChartArchive } from './files/archive.ts';
import { type ChartFiles, readText } from './files/files.ts';
import { readChartFolder } from './files/folder.ts';

/**
 * What keeps the application's own chart from having the version of the application.
 *
 * @param root of the checkout
 */
export async function ownVersionFaults(
  root: string,
  application: Application,
  files: ChartFiles,
): Promise<Fault[]> {
  const version = await readFile(join(root, versionFile), 'utf8').catch(() => '');
  return versionFaults(application, version, readText(files, 'Chart.yaml') ?? '');
}

/**
 * Reads a chart: a folder, or what was packaged from one.
 *
 * @param root of the checkout
 * @param path by default the application's own chart
 * @throws UserError where there is no chart, it cannot be trusted, or the application's own has not its version
 */
export async function loadChart(root: string, application: Application, path?: string): Promise<ChartFiles> {
  const own = join(root, application.chart.path);
  const from = path === undefined ? own : resolve(path);
  const info = await stat(from).catch(() => undefined);
  if (info === undefined) {
    throw userError('there is no such chart', { where: relative(process.cwd(), from) });
  }
  if (info.isFile()) return readChartArchive(await readFile(from));
  const files = await readChartFolder(from);
  const faults = from === own ? await ownVersionFaults(root, application, files) : [];
  if (faults.length > 0) throw new UserError(faults);
  return files;
}
