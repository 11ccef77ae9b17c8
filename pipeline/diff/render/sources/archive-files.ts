import { posix } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';

/** As much as Helm unpacks of a chart. */
const unpackedLimit = 100 * 2 ** 20;

/**
 * Files of a chart's archive.
 *
 * @param archive a tar file, compressed with gzip
 * @param wanted paths inside the chart
 * @returns the content of those that are there
 */
export async function readArchiveFiles(
  archive: Uint8Array,
  wanted: ReadonlySet<string>,
): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const entries = extract();
  entries.end(gunzipSync(archive, { maxOutputLength: unpackedLimit }));
  for await (const entry of entries) {
    // The chart is in the archive's only folder.
    const path = posix.normalize(entry.header.name).split('/').slice(1).join('/');
    const bytes = await buffer(entry);
    if (entry.header.type === 'file' && wanted.has(path)) files.set(path, bytes);
  }
  return files;
}
