import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ignoreMissing } from '../../../../model/missing-file.ts';
import {
  cacheFolder,
  loadRedactionKey,
  removeOldest,
  writeFileAtomically,
} from '../../../../pipeline/diff/render/cache-files.ts';
import { folderWith } from '../../../support/folder.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('the cache folder', () => {
  it('is in XDG_CACHE_HOME, else in ~/.cache', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/var/cache/me' })).toBe('/var/cache/me/release-pipeline');
    expect(cacheFolder({})).toMatch(/\/\.cache\/release-pipeline$/);
  });

  it('can be read only by its owner, and so can its files', async () => {
    const folder = join(folderWith({}), 'cache');
    await writeFileAtomically(join(folder, 'renders', 'one'), 'text');
    expect([folder, join(folder, 'renders'), join(folder, 'renders', 'one')].map(modeOf)).toEqual([
      ...['700', '700', '600'],
    ]);
    expect(readdirSync(join(folder, 'renders'))).toEqual(['one']);
  });

  it('is reported with a hint if it cannot be created', async () => {
    const file = join(folderWith({ file: '' }), 'file');
    await expect(writeFileAtomically(join(file, 'renders', 'one'), '')).rejects.toThrow(
      /set XDG_CACHE_HOME to a folder/,
    );
  });

  it('keeps the newest entries within the limits of number and size', async () => {
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

describe('ignoreMissing', () => {
  it('returns undefined for a file that does not exist', async () => {
    const folder = folderWith({ file: '' });
    expect(await ignoreMissing(readFile(join(folder, 'missing')))).toBeUndefined();
    expect(await ignoreMissing(readFile(join(folder, 'file', 'below')))).toBeUndefined();
  });

  it('throws any other error, for instance for a folder in place of the file', async () => {
    await expect(ignoreMissing(readFile(folderWith({})))).rejects.toMatchObject({ code: 'EISDIR' });
  });
});

describe('the redaction key', () => {
  it('is created once, also by several processes at the same time, and only its owner can read it', async () => {
    const folder = join(folderWith({}), 'cache');
    const keys = await Promise.all(Array.from({ length: 20 }, () => loadRedactionKey(folder)));
    const all = [...keys, await loadRedactionKey(folder)].map((key) => Buffer.from(key).toString('hex'));
    expect(new Set(all).size).toBe(1);
    expect(all[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(modeOf(join(folder, 'redaction.key'))).toBe('600');
    expect(readdirSync(folder)).toEqual(['redaction.key']);
  });

  it('is reported, and not replaced, if it cannot be read', async () => {
    const folder = folderWith({ 'redaction.key/file': '' });
    await expect(loadRedactionKey(folder)).rejects.toThrow(/redaction\.key: cannot be used: .*EISDIR/);
  });

  it('is replaced if it is damaged', async () => {
    const folder = folderWith({ 'redaction.key': 'short' });
    const key = await loadRedactionKey(folder);
    expect(key.byteLength).toBe(32);
    expect(readFileSync(join(folder, 'redaction.key'))).toEqual(key);
  });
});
