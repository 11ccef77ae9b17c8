import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readText } from '../../../pipeline/chart/files/files.ts';
import { lockChart, readLock } from '../../../pipeline/chart/lock.ts';
import { parseReference } from '../../../pipeline/oci/reference.ts';
import { digest } from '../../support/synthesis.ts';

const images = ['core', 'web'].map((name) => ({
  name,
  repository: parseReference(`registry.example:5000/shop/${name}`),
  tag: 'v1.2.3',
  digest,
}));
const annotation = 'artifacthub.io/images';

const metadata = 'apiVersion: v2\nname: shop\nversion: 1.2.3\n';
const bytesOf = (text: string) => new TextEncoder().encode(text);
const filesOf = (chart: string, values?: string) =>
  new Map([
    ['Chart.yaml', bytesOf(chart)],
    ...(values === undefined ? [] : [['values.yaml', bytesOf(values)] as const]),
  ]);
function lock(chart: string, values?: string) {
  const { files: locked, inValues } = lockChart(filesOf(metadata + chart, values), images);
  return {
    ...{ inValues, lock: readLock(locked) },
    chart: readText(locked, 'Chart.yaml') ?? '',
    values: readText(locked, 'values.yaml') ?? '',
  };
}

const traps = [
  '# what YAML reads as something else',
  'a: 1.10',
  'b: 0755',
  'c: yes # a comment',
  'd: null',
  'e: 2026-11-21',
  'f: 0x1F',
  'g: &anchor {x: 1}',
  'h: *anchor',
  'image:',
  '  # of every image',
  '  digests: {}   # filled in',
  '  tag: "0o17"',
  'z: |-',
  '  digests: {}',
].join('\n');

describe('lockChart and readLock', () => {
  it.each([
    ['no annotations', ''],
    ['annotations in block style', 'annotations:\n  other: "1"\nhome: x\n'],
    ['annotations in flow style', 'annotations: {other: "1"}\n'],
    ['empty annotations', 'annotations: {}\n'],
    ['annotations without a value', 'annotations: # none yet\nhome: x\n'],
    ['an older lock', `annotations:\n  ${annotation}: |\n    - name: old\n      image: x\n  other: "1"\n`],
  ])('lock a Chart.yaml with %s, and read the lock from it', (_, chart) => {
    const locked = lock(chart);
    expect(locked.lock).toEqual(images);
    expect(lockChart(filesOf(locked.chart), images).files.get('Chart.yaml')).toEqual(bytesOf(locked.chart));
    const [before, after] = [parse(metadata + chart), parse(locked.chart)];
    expect({ ...after, annotations: { ...after.annotations, [annotation]: '' } }).toEqual({
      ...before,
      annotations: { ...before.annotations, [annotation]: '' },
    });
  });

  it.each([
    ['\n', '\n'],
    ['\r\n', '\r\n'],
  ])('keep every other byte of values.yaml (line ends %j)', (_, end) => {
    const values = traps.replaceAll('\n', end);
    const expected = values.replace('{}', JSON.stringify({ core: digest, web: digest }));
    expect(lock('', values)).toMatchObject({ values: expected, inValues: true });
  });

  it('replace existing digests in values.yaml', () => {
    const { values } = lock('', 'image:\n  digests:\n    old: sha256:1\n    core: x\n  tag: a\n');
    expect(parse(values)).toEqual({ image: { digests: { core: digest, web: digest }, tag: 'a' } });
  });

  it.each([
    ['there is no values.yaml', undefined],
    ['values.yaml has no image.digests', 'image: {tag: a}\n'],
    ['image.digests is a text', 'image: {digests: none}\n'],
  ])('lock only Chart.yaml if %s', (_, values) => {
    const locked = lock('', values);
    expect(locked.inValues).toBe(false);
    expect(locked.values).toBe(values ?? '');
    expect(locked.lock).toEqual(images);
  });

  it.each([
    [
      'a Chart.yaml in JSON',
      '{"name": "shop"}',
      undefined,
      'Chart.yaml: annotations: has no place for the lock',
    ],
    ['a values.yaml with a duplicate key', metadata, 'a: 1\na: 2\n', 'values.yaml: Map keys must be unique'],
  ])('refuse %s', (_, chart, values, message) => {
    expect(() => lockChart(filesOf(chart, values), images)).toThrow(message);
  });

  it.each([
    ['no annotations', '', undefined],
    ['other annotations', 'annotations: {other: "1"}', undefined],
  ])('find no lock in a chart with %s', (_, chart, expected) => {
    expect(readLock(filesOf(metadata + chart))).toBe(expected);
  });

  it.each([
    ['a text', 'a text', 'is not a list of images'],
    ['invalid YAML', '- [', 'is not a list of images'],
    ['an image without a digest', '- {name: core, image: "registry.example/core:v1"}', 'has no digest'],
  ])('refuse a lock that is %s', (_, text, message) => {
    const chart = `annotations: {${annotation}: ${JSON.stringify(text)}}`;
    expect(() => readLock(filesOf(metadata + chart))).toThrow(message);
  });
});
