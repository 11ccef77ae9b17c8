import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { type Header, pack } from 'tar-stream';
import { readChartArchive } from '../../../pipeline/chart/files/archive.ts';
import { packChart } from '../../../pipeline/chart/files/pack.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** An archive with these entries; those without a text are links or devices. */
async function archiveOf(...entries: readonly (Partial<Header> & { name: string; text?: string })[]) {
  const archive = pack();
  for (const { text, ...header } of entries) archive.entry(header, text ?? '');
  archive.finalize();
  return gzipSync(await buffer(archive));
}

const chart = { name: 'shop/Chart.yaml', text: 'name: shop' };

describe('packChart and readChartArchive', () => {
  it('read the files that were packed', async () => {
    const files = new Map([
      ['templates/a.yaml', bytesOf('a')],
      ['Chart.yaml', bytesOf('name: shop')],
      ['files/naïve ☃.bin', Uint8Array.from([0, 255, 10])],
      [`templates/${'deep/'.repeat(40)}b.yaml`, bytesOf('b')],
    ]);
    const read = await readChartArchive(await packChart('shop', files));
    expect([...read.keys()][0]).toBe('Chart.yaml');
    expect(new Map([...read].map(([path, bytes]) => [path, Buffer.from(bytes).toString('hex')]))).toEqual(
      new Map([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString('hex')])),
    );
  });

  it('pack the same files to the same bytes, in any order', async () => {
    const files = [...'cab'].map((name) => [`templates/${name}`, bytesOf(name)] as const);
    const [one, other] = await Promise.all([
      packChart('shop', new Map(files)),
      packChart('shop', new Map(files.toReversed())),
    ]);
    expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
  });

  it.each([
    [
      'a path outside of the chart',
      [chart, { name: 'shop/../x', text: '' }],
      '"shop/../x", which is outside of the chart',
    ],
    ['an absolute path', [chart, { name: '/etc/passwd', text: '' }], 'which is outside of the chart'],
    ['a Windows path', [chart, { name: 'shop/..\\x', text: '' }], 'which is outside of the chart'],
    ['a symbolic link', [chart, { name: 'shop/a', type: 'symlink', linkname: '/etc' }], 'which is a symlink'],
    ['a hard link', [chart, { name: 'shop/a', type: 'link', linkname: 'shop/b' }], 'which is a link'],
    ['a device', [chart, { name: 'shop/a', type: 'character-device' }], 'which is a character-device'],
    ['a duplicate file', [chart, chart], '"Chart.yaml" twice'],
    ['two folders', [chart, { name: 'other/x', text: '' }], 'more than one folder: shop, other'],
  ] as const)('refuse an archive with %s', async (_, entries, message) => {
    await expect(readChartArchive(await archiveOf(...entries))).rejects.toThrow(message);
  });

  it('refuse an archive that unpacks to more than 100 MiB, before it is in memory', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 2 ** 20));
    const before = process.memoryUsage().arrayBuffers;
    await expect(readChartArchive(bomb)).rejects.toThrow('unpacks to more than 100 MiB');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(250 * 2 ** 20);
  });

  it('refuse an archive with more than 5,000 files', async () => {
    const many = Array.from({ length: 5001 }, (_, i) => ({ name: `shop/${i}`, text: '' }));
    await expect(readChartArchive(await archiveOf(...many))).rejects.toThrow('more than 5000 files');
  });

  it.each([
    ['a plain text', Buffer.from('text'), 'is not compressed with gzip'],
    ['a compressed file that is not an archive', gzipSync(Buffer.alloc(1024, 'x')), 'is not a tar file'],
  ])('refuse %s', async (_, bytes, message) => {
    await expect(readChartArchive(bytes)).rejects.toThrow(message);
  });
});
