import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { UserError, userError } from '../../../model/errors.ts';
import type { ChartFiles } from './files.ts';

const limits = { bytes: 100 * 2 ** 20, files: 5000 };

const archiveError = (what: string) =>
  userError(`the chart's archive ${what}`, { hint: 'do not use it; package the chart again' });

function unpack(archive: Uint8Array): Buffer {
  try {
    return gunzipSync(archive, { maxOutputLength: limits.bytes });
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    throw archiveError(
      code === 'ERR_BUFFER_TOO_LARGE'
        ? `unpacks to more than ${limits.bytes / 2 ** 20} MiB`
        : 'is not compressed with gzip',
    );
  }
}

/** Splits the name of an entry into the archive's folder and the path below it. */
function splitName({ name, type }: Header): { root: string; path: string } {
  if (type !== 'file') throw archiveError(`holds ${JSON.stringify(name)}, which is a ${type}, not a file`);
  const [root = '', ...parts] = name.split('/');
  const isSafe = [root, ...parts].every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isSafe || parts.length === 0 || /[\\\0]|^[A-Za-z]:/.test(name))
    throw archiveError(`holds ${JSON.stringify(name)}, which is outside of the chart`);
  return { root, path: parts.join('/') };
}

/**
 * Reads a packaged chart into memory.
 *
 * @param archive a tar file, compressed with gzip, that contains one folder
 * @throws UserError if the archive is not safe: a path outside of the folder, a link or device, a duplicate file, or more
 *   than 5,000 files or 100 MiB
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
      const { root, path } = splitName(entry.header);
      if (files.has(path)) throw archiveError(`holds ${JSON.stringify(path)} twice`);
      files.set(path, await buffer(entry));
      roots.add(root);
      if (roots.size > 1) throw archiveError(`holds more than one folder: ${[...roots].join(', ')}`);
      if (files.size > limits.files) throw archiveError(`holds more than ${limits.files} files`);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw archiveError(`is not a tar file: ${error instanceof Error ? error.message : error}`);
  }
  return files;
}
