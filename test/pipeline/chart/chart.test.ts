import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readChartFolder } from '../../../pipeline/chart/files/folder.ts';
import { checkReadme } from '../../../pipeline/chart/lint/readme.ts';
import { readMetadata } from '../../../pipeline/chart/metadata.ts';
import { folderWith } from '../../support/folder.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const filesOf = (files: Readonly<Record<string, string>>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, bytesOf(text)]));

describe('readChartFolder', () => {
  it('refuses a link and names it', async () => {
    const folder = folderWith({ 'Chart.yaml': 'name: shop' });
    symlinkSync('/etc/hostname', join(folder, 'notes'));
    await expect(readChartFolder(folder)).rejects.toThrow(/notes: is not a file/);
  });

  it.each(['a/**/b', '[a', 'b\\', '[z-a]'])(
    'refuses the pattern %s in .helmignore, which Helm does not support',
    async (pattern) => {
      const folder = folderWith({ '.helmignore': `a\n${pattern}\n` });
      await expect(readChartFolder(folder)).rejects.toThrow(
        `.helmignore: ${pattern} is not a valid pattern: `,
      );
    },
  );

  it('refuses a folder that does not exist', async () => {
    await expect(readChartFolder('/nonexistent')).rejects.toThrow('/nonexistent: there is no such chart');
  });
});

const chart = 'apiVersion: v2\nname: shop\nversion: 1.2.3\n';

describe('readMetadata', () => {
  it('keeps unknown fields', () => {
    expect(readMetadata(filesOf({ 'Chart.yaml': `${chart}icon: x\n` }))).toMatchObject({
      icon: 'x',
      version: '1.2.3',
    });
  });

  it.each([
    ['is missing', undefined, ['Chart.yaml: there is no such file in the chart']],
    ['is not YAML', 'a: [', ['Chart.yaml: ']],
    [
      'has a number as its version',
      'apiVersion: v2\nname: shop\nversion: 1.1\n',
      ['Chart.yaml: version: is not a text'],
    ],
    [
      'has a version with build metadata',
      chart.replace('1.2.3', '1.2.3+4'),
      ['Chart.yaml: version: is not a version without build metadata'],
    ],
    [
      'has a version with v',
      chart.replace('1.2.3', 'v1.2.3'),
      ['Chart.yaml: version: is not a version without build metadata'],
    ],
    [
      'has missing dependencies',
      `${chart}dependencies: [{name: a}, {name: b}]\n`,
      [
        'charts/a: is a dependency, but is missing',
        'charts/b: is a dependency, but is missing',
        'run helm dependency build',
      ],
    ],
  ])('refuses a Chart.yaml that %s', (_, text, messages) => {
    const files = filesOf(text === undefined ? {} : { 'Chart.yaml': text });
    for (const message of messages) expect(() => readMetadata(files)).toThrow(message);
  });

  it('accepts a dependency as a folder and as an archive', () => {
    const declared = `${chart}dependencies: [{name: a}, {name: b}]\n`;
    const files = filesOf({ 'Chart.yaml': declared, 'charts/a/Chart.yaml': '', 'charts/b-1.0.0.tgz': '' });
    expect(readMetadata(files).name).toBe('shop');
  });
});

describe('checkReadme', () => {
  const values = 'a: 1\nb: {c: x, d: {}}\ne:\n  f: {g: 1}\n';
  const rows = ['| `a` | `1` | |', '| `b.c` | `x` | |', '| `b.d.<name>` | | |', '| `e.<name>.g` | | |'];
  const faults = (table: readonly string[]) =>
    checkReadme(filesOf({ 'README.md': table.join('\n'), 'values.yaml': values })).map(
      ({ where, what }) => `${where} ${what}`,
    );

  it('accepts a table with every key and its default', () => {
    expect(faults(rows)).toEqual([]);
  });

  it.each([
    [
      'a key that does not exist',
      [...rows, '| `nope` | | |'],
      ['README.md: nope is not a key in values.yaml'],
    ],
    [
      'another default',
      [...rows.slice(1), '| `a` | `2` | |'],
      ['README.md: a has the default 1, not 2 in values.yaml'],
    ],
    ['a missing key', rows.slice(1), ["values.yaml: a is missing in the README's table"]],
    ['a missing nested key', rows.toSpliced(1, 1), ["values.yaml: b.c is missing in the README's table"]],
  ])('refuses a table with %s', (_, table, expected) => {
    expect(faults(table)).toEqual(expected);
  });

  it("accepts the project's own chart", async () => {
    expect(checkReadme(await readChartFolder('helm/serviceradar'))).toEqual([]);
  });
});
