import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseKubernetesYaml } from '../../../../pipeline/diff/manifests/kubernetes-yaml.ts';
import { writeYaml } from '../../../../pipeline/diff/manifests/write-yaml.ts';

const lines = fc
  .array(fc.stringMatching(/^[ \ta-z:#-]{0,8}$/), { minLength: 2, maxLength: 5 })
  .map((texts) => texts.join('\n'));
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  lines,
  fc.constantFrom('yes', '<<', '0644', '- a', 'a: b', 'a #b', '*x'),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(text, tie('tree'), { maxKeys: 3 }),
  ),
}));

describe('writeYaml', () => {
  it('writes keys in the order of a manifest, and long strings as blocks', () => {
    const object = {
      spec: {
        list: [{ image: 'a/b:v1', name: 'x' }, ['item'], []],
        empty: {},
        data: 'one\n\n two\n',
        off: 'off',
      },
      metadata: { labels: { 'a.b/c': '1' }, name: 'x' },
      kind: 'K',
      apiVersion: 'v1',
    };
    expect(writeYaml(object)).toBe(`apiVersion: v1
kind: K
metadata:
  name: x
  labels:
    a.b/c: "1"
spec:
  data: |
    one

     two
  empty: {}
  list:
    - name: x
      image: a/b:v1
    -
      - item
    - []
  "off": "off"
`);
  });

  it('escapes control characters, direction marks and invisible characters', () => {
    const written = writeYaml({ a: 'x\u001b[31m', b: 'x\u202ey\nz', c: '\u{e0041}' });
    expect(written).toBe('a: "x\\u001b[31m"\nb: "x\\u202ey\\nz"\nc: "\\U000e0041"\n');
  });

  it('writes YAML that is parsed to the same value', () => {
    fc.assert(
      fc.property(fc.dictionary(text, tree, { minKeys: 1, maxKeys: 4 }), (fields) => {
        expect(parseKubernetesYaml(writeYaml(fields))).toEqual({ value: fields });
      }),
      { numRuns: 1_000, examples: [[{ yes: [[' -\n \n']] }], [{ a: '-\n \t\n\n' }]] },
    );
  });
});
