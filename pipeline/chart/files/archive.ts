import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { UserError, userError } from '../../../model/errors.ts';
import type { ChartFiles } from './files.ts';

const limits = { bytes: 100 * 2 ** 20, files: 5000 };

const refusal = (what: string) =>
  userError(`the chart's archive ${what}`, { hint: 'do not use it; package the chart again' });

function unpack(archive: Uint8Array): Buffer {
  try {
    return gunzipSync(archive, { maxOutputLength: limits.bytes });
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    throw refusal(
      code === 'ERR_BUFFER_TOO_LARGE'
        ? `unpacks to more than ${limits.bytes / 2 ** 20} MiB`
        : 'is not compressed with gzip',
    );
  }
}

/** The path of an entry below the archive's folder, and that folder. */
function pathOf({ name, type }: Header): { root: string; path: string } {
  if (type !== 'file') throw refusal(`holds ${JSON.stringify(name)}, which is a ${type}, not a file`);
  const [root = '', ...parts] = name.split('/');
  const isSafe = [root, ...parts].every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isSafe || parts.length === 0 || /[\\\0]|^[A-Za-z]:/.test(name))
    throw refusal(`holds ${JSON.stringify(name)}, which leads out of the chart`);
  return { root, path: parts.join('/') };
}

/**
 * Reads a packaged chart, in memory.
 *
 * @param archive a tar file, compressed with gzip, with one folder in it
 * @throws UserError for what is no plain chart: a path that leads out of it, a link or a device, a file that is there
 *   twice, more than 5,000 files or 100 MiB
 */
export async function readChartArchive(archive: Uint8Array): Promise<ChartFiles> {
  const files = new Map<string, Uint8Array>();
  const roots = new Set<string>();
  const entries = extract();
  entries.end(unpack(archive));
  try {
    for await (const entry of entries) {
      if (entry.header.type === 'directory') {
        entry.resume();
        continue;
      }
      const { root, path } = pathOf(entry.header);
      if (files.has(path)) throw refusal(`holds ${JSON.stringify(path)} twice`);
      files.set(path, await buffer(entry));
      roots.add(root);
      if (roots.size > 1) throw refusal(`holds more than one folder: ${[...roots].join(', ')}`);
      if (files.size > limits.files) throw refusal(`holds more than ${limits.files} files`);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw refusal(`is not a tar file: ${error instanceof Error ? error.message : error}`);
  }
  return files;
}
