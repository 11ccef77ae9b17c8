import { describe, expect, it } from '@jest/globals';
import { Yaml } from 'cdk8s';
import { parse, parseAllDocuments } from 'yaml';
import type { HelmValues } from '../../model/helm-values.ts';
import { acme, integration } from '../support/acme.ts';
import { anything, print } from '../support/synthesis.ts';

const traps = [
  '1.10',
  '0755',
  '0b101',
  '0x1F',
  '1_000',
  '1e3',
  '1:30',
  '.inf',
  '.nan',
  'yes',
  'No',
  'on',
  'OFF',
  'y',
  'n',
  'true',
  'null',
  '~',
  '',
  '2024-01-01',
  '2024-01-01T00:00:00Z',
  '=',
  '<<',
  '*alias',
  '&anchor',
  '!tag',
  '@at',
  '`tick`',
  '%percent',
  '- dash',
  '? query',
  'a: b',
  'a #b',
  '{a: b}',
  '[a]',
  '---',
  '...',
  '\ttab',
  ' space ',
  'line\nline\n',
  '\n\nline',
  'line\r\nline',
  '\u00a0\u2028\u2029',
  '\u0000\u001b',
  '\ufeff',
  '日本 🚀',
  '"quoted"',
  "it's",
  'back\\slash',
  'x'.repeat(300),
  'word '.repeat(100),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what GitHub would expand
  '${{ github.token }}',
  '$(id)',
  '{{ .Values.x }}',
];

const settings = {
  list: traps,
  asKeys: Object.fromEntries(traps.filter((trap) => trap !== '<<').map((trap) => [trap, trap])),
};
const values: HelmValues = { settings };

/** The Helm values in the Application of printed YAML, as a YAML version reads them. */
const printed = (version: '1.1' | '1.2'): unknown =>
  parseAllDocuments(print(acme(integration({ values })), 'integration', anything), { version })
    .map((document) => document.toJS())
    .find(({ kind }) => kind === 'Application').spec.source.helm.valuesObject;

describe.each(['1.1', '1.2'] as const)('printed YAML, read as YAML %s', (version) => {
  it('has the Helm values in the Application as the original strings', () => {
    expect(printed(version)).toEqual(values);
  });

  it('has the Helm values in values.yaml as the original strings', () => {
    expect(parse(Yaml.stringify(values), { version })).toEqual(values);
  });

  it('has a version that looks like a number as a string', () => {
    const text = print(acme(integration()), 'integration', { pin: { kind: 'range', range: '1.x' } });
    expect(parseAllDocuments(text, { version }).map((document) => document.toJS())).toContainEqual(
      expect.objectContaining({
        spec: expect.objectContaining({ source: expect.objectContaining({ targetRevision: '1.x' }) }),
      }),
    );
  });
});

describe('cdk8s, which prints YAML 1.1,', () => {
  it.failing('quotes 0o17, a number in YAML 1.2', () => {
    expect(parse(Yaml.stringify({ mode: '0o17' }), { version: '1.2' })).toEqual({ mode: '0o17' });
  });
});
