import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readChartFolder } from '../../../pipeline/chart/files/folder.ts';
import { readmeFaults } from '../../../pipeline/chart/lint/readme.ts';
import { readMetadata } from '../../../pipeline/chart/metadata.ts';
import { folderWith } from '../../support/folder.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const filesOf = (files: Readonly<Record<string, string>>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, bytesOf(text)]));

describe("a chart's folder", () => {
  it('refuses a link, naming it: a release holds what was reviewed', async () => {
    const folder = folderWith({ 'Chart.yaml': 'name: shop' });
    symlinkSync('/etc/hostname', join(folder, 'notes'));
    await expect(readChartFolder(folder)).rejects.toThrow(/notes: is not a file/);
  });

  it.each(['a/**/b', '[a', 'b\\', '[z-a]'])(
    'refuses %s, a pattern that Helm does not take',
    async (pattern) => {
      const folder = folderWith({ '.helmignore': `a\n${pattern}\n` });
      await expect(readChartFolder(folder)).rejects.toThrow(`.helmignore: ${pattern} is not a pattern: `);
    },
  );

  it('must be there', async () => {
    await expect(readChartFolder('/nonexistent')).rejects.toThrow('/nonexistent: there is no such chart');
  });
});

const chart = 'apiVersion: v2\nname: shop\nversion: 1.2.3\n';

describe('Chart.yaml', () => {
  it('keeps what is not known here', () => {
    expect(readMetadata(filesOf({ 'Chart.yaml': `${chart}icon: x\n` }))).toMatchObject({
      icon: 'x',
      version: '1.2.3',
    });
  });

  it.each([
    ['is absent', undefined, ['Chart.yaml: there is no such file in the chart']],
    ['is not YAML', 'a: [', ['Chart.yaml: ']],
    [
      'has a version that is a number',
      'apiVersion: v2\nname: shop\nversion: 1.1\n',
      ['Chart.yaml: version: is not a text'],
    ],
    ['has build metadata', chart.replace('1.2.3', '1.2.3+4'), ['Chart.yaml: version: is not one version']],
    ['has a v', chart.replace('1.2.3', 'v1.2.3'), ['Chart.yaml: version: is not one version']],
    [
      'declares dependencies that are not there',
      `${chart}dependencies: [{name: a}, {name: b}]\n`,
      [
        'charts/a: is declared, but not there',
        'charts/b: is declared, but not there',
        'helm dependency build',
      ],
    ],
  ])('is refused when it %s', (_, text, messages) => {
    const files = filesOf(text === undefined ? {} : { 'Chart.yaml': text });
    for (const message of messages) expect(() => readMetadata(files)).toThrow(message);
  });

  it('finds a dependency as a folder and as an archive', () => {
    const declared = `${chart}dependencies: [{name: a}, {name: b}]\n`;
    const files = filesOf({ 'Chart.yaml': declared, 'charts/a/Chart.yaml': '', 'charts/b-1.0.0.tgz': '' });
    expect(readMetadata(files).name).toBe('shop');
  });
});

describe("the README's table of values", () => {
  const values = 'a: 1\nb: {c: x, d: {}}\ne:\n  f: {g: 1}\n';
  const rows = ['| `a` | `1` | |', '| `b.c` | `x` | |', '| `b.d.<name>` | | |', '| `e.<name>.g` | | |'];
  const faults = (table: readonly string[]) =>
    readmeFaults(filesOf({ 'README.md': table.join('\n'), 'values.yaml': values })).map(
      ({ where, what }) => `${where} ${what}`,
    );

  it('has every key, with its default', () => {
    expect(faults(rows)).toEqual([]);
  });

  it.each([
    ['a key that is not there', [...rows, '| `nope` | | |'], ['README.md: nope is not a key in values.yaml']],
    [
      'another default',
      [...rows.slice(1), '| `a` | `2` | |'],
      ['README.md: a has the default 1, not 2 in values.yaml'],
    ],
    ['no row for a key', rows.slice(1), ["values.yaml: a is not in the README's table"]],
    [
      'no row for a key inside of another',
      rows.toSpliced(1, 1),
      ["values.yaml: b.c is not in the README's table"],
    ],
  ])('is refused with %s', (_, table, expected) => {
    expect(faults(table)).toEqual(expected);
  });

  it("is true of the project's own chart", async () => {
    expect(readmeFaults(await readChartFolder('helm/serviceradar'))).toEqual([]);
  });
});
