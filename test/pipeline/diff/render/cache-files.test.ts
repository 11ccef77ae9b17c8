import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  cacheFolder,
  loadRedactionKey,
  removeOldest,
  writeFileAtomically,
} from '../../../../pipeline/diff/render/cache-files.ts';
import { folderWith } from '../../../support/folder.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('the cache folder', () => {
  it('is where XDG_CACHE_HOME says', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/var/cache/me' })).toBe('/var/cache/me/release-pipeline');
    expect(cacheFolder({})).toMatch(/\/\.cache\/release-pipeline$/);
  });

  it('and its files are for their owner alone', async () => {
    const folder = join(folderWith({}), 'cache');
    await writeFileAtomically(join(folder, 'renders', 'one'), 'text');
    expect([folder, join(folder, 'renders'), join(folder, 'renders', 'one')].map(modeOf)).toEqual([
      ...['700', '700', '600'],
    ]);
    expect(readdirSync(join(folder, 'renders'))).toEqual(['one']);
  });

  it('that cannot be made is a fault of the user, with the way out', async () => {
    const file = join(folderWith({ file: '' }), 'file');
    await expect(writeFileAtomically(join(file, 'renders', 'one'), '')).rejects.toThrow(
      /set XDG_CACHE_HOME to a folder/,
    );
  });

  it('keeps the newest files within both bounds', async () => {
    const folder = folderWith({});
    for (const [name, age] of Object.entries({ a: 5, b: 4, c: 3, d: 2, e: 1 })) {
      writeFileSync(join(folder, name), '1234');
      utimesSync(join(folder, name), 1_000_000 - age, 1_000_000 - age);
    }
    mkdirSync(join(folder, 'old'));
    utimesSync(join(folder, 'old'), 1, 1);
    await removeOldest(folder, { entries: 4, bytes: 1_000_000 });
    expect(readdirSync(folder).sort()).toEqual(['b', 'c', 'd', 'e']);
    await removeOldest(folder, { entries: 4, bytes: 11 });
    expect(readdirSync(folder).sort()).toEqual(['d', 'e']);
  });
});

describe('the redaction key', () => {
  it('is made once, also by many at once, and only its owner can read it', async () => {
    const folder = join(folderWith({}), 'cache');
    const keys = await Promise.all(Array.from({ length: 20 }, () => loadRedactionKey(folder)));
    const all = [...keys, await loadRedactionKey(folder)].map((key) => Buffer.from(key).toString('hex'));
    expect(new Set(all).size).toBe(1);
    expect(all[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(modeOf(join(folder, 'redaction.key'))).toBe('600');
    expect(readdirSync(folder)).toEqual(['redaction.key']);
  });

  it('that is damaged is replaced', async () => {
    const folder = folderWith({ 'redaction.key': 'short' });
    const key = await loadRedactionKey(folder);
    expect(key.byteLength).toBe(32);
    expect(readFileSync(join(folder, 'redaction.key'))).toEqual(key);
  });
});
