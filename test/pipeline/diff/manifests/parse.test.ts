import { describe, expect, it } from '@jest/globals';
import { parseObjects } from '../../../../pipeline/diff/manifests/parse.ts';
import { faultsOf } from '../../../support/faults.ts';
import { objectOf } from './manifests.ts';

const configMap = (name: string, content = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n${content}\n`;
const namesIn = (text: string) => parseObjects(text).objects.map(({ metadata }) => metadata.name);

describe('parseObjects', () => {
  it('reads several documents, and drops empty ones', () => {
    const text = `# only a comment\n---\n${configMap('a')}---\n---\n# Source: x\n--- # again\n${configMap('b')}...\n`;
    expect(namesIn(text)).toEqual(['a', 'b']);
    expect(parseObjects(text).faults).toEqual([]);
  });

  it('does not split a document at three dashes inside of a string', () => {
    const object = objectOf(configMap('a', 'data:\n  x: |\n    a\n    ---\n    b'));
    expect(object['data']).toEqual({ x: 'a\n---\nb\n' });
  });

  it('expands lists, nested lists included', () => {
    const item = (name: string) => `{ apiVersion: v1, kind: ConfigMap, metadata: { name: ${name} } }`;
    const list = `apiVersion: v1\nkind: List\nitems:\n  - ${item('a')}\n  - { apiVersion: v1, kind: ConfigMapList, items: [${item('b')}] }`;
    expect(namesIn(list)).toEqual(['a', 'b']);
  });

  // The values that sigs.k8s.io/yaml 1.6.0 reads from the same texts, except for the integer beyond 2^53.
  it.each([
    ['yes', true],
    ['off', false],
    ['y', true],
    ['~', null],
    ['0644', 420],
    ['0x1f', 31],
    ['1_000', 1000],
    ['1.10', 1.1],
    ['0o17', 15],
    ['-0x1f', -31],
    ['1e3', 1000],
    ['-.5', -0.5],
    ['e1234567', 'e1234567'],
    ['1.2.3', '1.2.3'],
    ['2024-01-02', '2024-01-02'],
    ['12:30', '12:30'],
    ['!!binary aGk=', 'hi'],
    ['"yes"', 'yes'],
    ["'0644'", '0644'],
    ['1.0.76', '1.0.76'],
    ['9007199254740993', '9007199254740993'],
    ['-0', 0],
    ['08', 8],
    ['0b11', 3],
    ['0x', '0x'],
    ['1.', 1],
    ['._1', '._1'],
    ['-_1', -1],
    ['1e0_3', 1000],
    ['1e999', '1e999'],
    ['!!float 1', 1],
    ['! 1', '1'],
    ['!!str 1', '1'],
    ['!!timestamp 2024-01-02', '2024-01-02'],
    ['!own [yes]', [true]],
    ['!!omap [{ a: 1 }]', [{ a: 1 }]],
    ['!!set { a }', { a: null }],
  ])('reads %s as Kubernetes does', (written, expected) => {
    expect(objectOf(configMap('a', `value: ${written}`))['value']).toEqual(expected);
  });

  it('reads anchors, aliases and merged maps, and takes the last value of a duplicate key', () => {
    const object = objectOf(
      configMap('a', 'base: &base { a: 1, b: 2 }\nsame: *base\nmerged: { <<: *base, b: 3 }\nx: 1\nx: 2'),
    );
    expect(object).toMatchObject({ same: { a: 1, b: 2 }, merged: { a: 1, b: 3 }, x: 2 });
  });

  it('keeps keys that are special in JavaScript', () => {
    const data = objectOf(configMap('a', 'data: { __proto__: a, constructor: b }'))['data'];
    expect(Object.entries(data ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it.each([
    ['kind: ConfigMap\nmetadata: { name: a }', 'has no apiVersion'],
    ['apiVersion: v1\nmetadata: { name: a }', 'has no kind'],
    ['apiVersion: v1\nkind: ConfigMap', 'has no metadata.name'],
    ['apiVersion: v1\nkind: ConfigMap\nmetadata: { name: 1 }', 'has no metadata.name'],
    ['apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: 7 }', 'has no metadata.namespace'],
    ['apiVersion: v1\nkind: Job\nmetadata: { generateName: a- }', 'generateName'],
    ['just a text', 'not an object'],
  ])('reports and leaves out the malformed object %j', (broken, what) => {
    const { objects, faults } = parseObjects(
      `---\n# Source: chart/x.yaml\n${broken}\n---\n${configMap('b')}`,
    );
    expect(objects.map(({ metadata }) => metadata.name)).toEqual(['b']);
    expect(faults).toEqual([
      { where: 'chart/x.yaml (line 1 of the manifests)', what: expect.stringContaining(what) },
    ]);
  });

  it('reports duplicates, and takes the last one', () => {
    const { objects, faults } = parseObjects(
      `${configMap('a', 'data: { x: "1" }')}---\n${configMap('a', 'data: { x: "2" }')}`,
    );
    expect(objects).toMatchObject([{ data: { x: '2' } }]);
    expect(faults).toEqual([{ where: 'line 5', what: 'ConfigMap a is a duplicate; the last one counts' }]);
  });

  it('treats an empty namespace as missing', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace:\n';
    expect(objectOf(text).metadata).toEqual({ name: 'a' });
  });

  it('names the line of every document that is not YAML, without quoting its text', () => {
    const faults = faultsOf(() =>
      parseObjects(`${configMap('a')}---\na: *hunter2\n---\nb: "hunter2\n---\n${configMap('c')}`),
    );
    expect(faults.map(({ where }) => where)).toEqual(['line 6', expect.stringMatching(/^line \d$/)]);
    expect(JSON.stringify(faults)).not.toContain('hunter2');
  });

  it('reads 5,000 objects, and manifests of 10 MB', () => {
    const small = Array.from({ length: 5_000 }, (_, index) => configMap(`small-${index}`));
    const text = `data:\n  text: |\n${`    ${'x'.repeat(96)}\n`.repeat(10_000)}`;
    const large = Array.from({ length: 10 }, (_, index) => configMap(`large-${index}`, text));
    const { objects, faults } = parseObjects([...small, ...large].join('---\n'));
    expect([objects.length, faults]).toEqual([5_010, []]);
  });

  it('reads objects of unknown kinds', () => {
    const probe = 'apiVersion: example.com/v7\nkind: Probe\nmetadata: { name: a }\nspec: { every: [1, 2] }';
    expect(objectOf(probe)).toMatchObject({ kind: 'Probe', spec: { every: [1, 2] } });
  });

  it('reads all keys of a map as strings', () => {
    expect(objectOf(configMap('a', 'value: { 1: a, yes: b, 1.5: c }'))['value']).toEqual({
      1: 'a',
      true: 'b',
      1.5: 'c',
    });
  });

  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
    .concat(
      [...'bcdefghi'].map(
        (name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]`,
      ),
    )
    .join('\n');
  it.each([
    ['a billion-laughs bomb of aliases', configMap('a', bomb), 'aliases that repeat too much'],
    [
      'a small bomb of aliases',
      configMap('a', bomb.split('\n').slice(0, 4).join('\n')),
      'aliases that repeat too much',
    ],
    ['a merge of a list into a map', configMap('a', 'x: { <<: [1] }'), 'cannot merge'],
    ['a list that contains itself', configMap('a', 'x: &x [*x, *x]'), 'nested'],
    ['two documents in one', configMap('a', '...\nb: 1'), 'more than one document'],
    ['a key that is a list', configMap('a', 'x: { [a]: 1 }'), 'complex keys'],
    ['300 nested lists', configMap('a', `x: ${'['.repeat(300)}${']'.repeat(300)}`), 'nested'],
    ['50,000 nested lists', configMap('a', `x: ${'['.repeat(50_000)}`), 'nested'],
    ['too many characters', `# ${'x'.repeat(2_000)}`, '1,000 characters'],
    ['too many objects', ['a', 'b', 'c', 'd'].map((name) => configMap(name)).join('---\n'), '3 objects'],
    [
      'aliases of long strings',
      configMap('a', `x: &x ${'x'.repeat(300)}\ny: [*x, *x, *x]`),
      '1,000 characters when their aliases',
    ],
  ])('refuses %s', (_, text, what) => {
    const limits = what.startsWith('1,000')
      ? { characters: 1_000, objects: 3 }
      : { characters: 1e6, objects: 3 };
    expect(faultsOf(() => parseObjects(text, limits))[0]?.what).toContain(what);
  });
});
