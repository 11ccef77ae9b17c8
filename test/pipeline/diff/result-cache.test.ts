import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cacheKey, readResult, writeResult } from '../../../pipeline/diff/result-cache.ts';
import { folderWith } from '../../support/folder.ts';

const result = { stdout: 'a diff', stderr: 'Refused', exitCode: 3 };
const key = 'a'.repeat(64);

describe('the result cache', () => {
  const before = process.env['XDG_CACHE_HOME'];
  let results: string;

  beforeEach(() => {
    const folder = folderWith({});
    process.env['XDG_CACHE_HOME'] = folder;
    results = join(folder, 'release-pipeline', 'results');
  });
  afterEach(() => {
    if (before === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = before;
  });

  it('returns what was written under a key, and nothing for another key', async () => {
    await writeResult(key, result);
    expect(readResult(key)).toEqual(result);
    expect(readResult('b'.repeat(64))).toBeUndefined();
  });

  it.each([
    ['four minutes old', -4, result],
    ['six minutes old', -6, undefined],
    ['from the future', 1, undefined],
  ])('treats a result that is %s by its age', async (_, minutes, expected) => {
    await writeResult(key, result);
    const time = new Date(Date.now() + minutes * 60_000);
    for (const name of readdirSync(results)) utimesSync(join(results, name), time, time);
    expect(readResult(key)).toEqual(expected);
  });

  it('returns nothing for a damaged result', async () => {
    await writeResult(key, result);
    writeFileSync(join(results, key), '{');
    expect(readResult(key)).toBeUndefined();
  });

  it.each([['--html=all.html'], ['--markdown'], ['--comment']])(
    'has no key for a command with %s, which writes more than its output',
    (arg) => {
      expect(cacheKey({ args: ['diff', arg], cwd: '/', env: {}, columns: undefined })).toBeUndefined();
    },
  );
});
