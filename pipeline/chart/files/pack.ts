import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'fflate';
import { pack } from 'tar-stream';
import type { ChartFiles } from './files.ts';

const first = 'Chart.yaml';
const compare = (a: string, b: string) => Number(b === first) - Number(a === first) || (a < b ? -1 : 1);

/**
 * Packs a chart. The same files give the same bytes on every machine; therefore it compresses in plain JavaScript,
 * because zlib's output differs by processor and version.
 *
 * @param name the chart's name, used for the folder in the archive
 * @returns a tar file, compressed with gzip
 */
export async function packChart(name: string, files: ChartFiles): Promise<Uint8Array<ArrayBuffer>> {
  const archive = pack();
  for (const path of [...files.keys()].toSorted(compare)) {
    const header = { name: `${name}/${path}`, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 };
    archive.entry(header, Buffer.from(files.get(path) ?? []));
  }
  archive.finalize();
  return Uint8Array.from(gzipSync(await buffer(archive), { mtime: 0, level: 6 }));
}
