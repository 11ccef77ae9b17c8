import { posix } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';

/** Helm refuses charts that unpack to more than this. */
const unpackedLimit = 100 * 2 ** 20;

/**
 * Reads files of a chart's archive.
 *
 * @param archive a tar file, compressed with gzip
 * @param wanted paths inside the chart
 * @returns the content of the wanted files that exist, by path
 */
export async function readArchiveFiles(
  archive: Uint8Array,
  wanted: ReadonlySet<string>,
): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const entries = extract();
  entries.end(gunzipSync(archive, { maxOutputLength: unpackedLimit }));
  for await (const entry of entries) {
    // The archive has one folder, which holds the chart.
    const path = posix.normalize(entry.header.name).split('/').slice(1).join('/');
    const bytes = await buffer(entry);
    if (entry.header.type === 'file' && wanted.has(path)) files.set(path, bytes);
  }
  return files;
}
