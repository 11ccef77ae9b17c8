import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const values = parse(readFileSync('helm/serviceradar/values.yaml', 'utf8'));

const codes = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** The keys in the table with what stands as their default: `a.b`, `.c` is short for `a.b` and `a.c`. */
const rows = readFileSync('helm/serviceradar/README.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => {
    const [, keyCell, defaultCell] = line.split('|');
    const [first = '', ...others] = codes(keyCell);
    const parent = first.slice(0, first.lastIndexOf('.'));
    const defaults = codes(defaultCell);
    return [first, ...others.map((other) => parent + other)].map((key, i) => ({ key, stated: defaults[i] }));
  });

const ofService = (key: string) => key.includes('<service>');

const at = (root: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    root,
  );

describe("the README's table of values", () => {
  it('has rows', () => {
    expect(rows.map(({ key }) => key)).toContain('cnpg.storage.storageClass');
  });

  it.each(rows.filter(({ key }) => !ofService(key)))('$key has the default $stated', (row) => {
    const value = at(values, row.key.split('.'));
    expect(value).toBeDefined();
    expect(parse(row.stated ?? '')).toEqual(value);
  });

  it.each(rows.filter(({ key }) => ofService(key) && key.startsWith('image.')))(
    '$key stands in a map that values.yaml has',
    ({ key, stated }) => {
      expect(at(values, key.split('.').slice(0, -1))).toBeInstanceOf(Object);
      expect(stated).toBeUndefined();
    },
  );

  it.each(rows.filter(({ key }) => ofService(key) && !key.startsWith('image.')))(
    '$key is a key of every service',
    ({ key, stated }) => {
      const path = key.split('.').slice(2);
      for (const service of Object.values(values.services)) {
        const value = at(service, path) ?? at(values.serviceDefaults, path);
        expect(value).toBeDefined();
        if (stated !== undefined) expect(value).toEqual(parse(stated));
      }
    },
  );
});
