import { describe, expect, it } from '@jest/globals';
import { mapTexts, revealSecrets, secretRef, secretsIn } from '../../charts-synth/secret-ref.ts';
import { pipeline } from '../../environments/index.ts';
import { exactly, print, synthesize, withLogin } from '../support/synthesis.ts';

const tokens = [
  'plain',
  '"quoted"',
  "it's",
  'line\nline\r\n',
  'back\\slash',
  '日本 🚀 \ud800',
  '\u0000',
  '$& $1 $$',
  '</>',
];

describe('a reference to a secret', () => {
  it('prints as a readable placeholder', () => {
    expect(secretRef('ghcrToken')).toBe('<secret:ghcrToken:plain>');
    expect(secretRef('ghcrToken', 'json')).toBe('<secret:ghcrToken:json>');
    expect(secretRef('ghcrToken', 'base64')).toBe('<secret:ghcrToken:base64>');
  });

  it('is found in a text each time it occurs', () => {
    expect(secretsIn(`a ${secretRef('one')} b ${secretRef('two', 'json')}${secretRef('one')}`)).toEqual([
      'one',
      'two',
      'one',
    ]);
    expect(secretsIn('<secret:one> <secret::plain> secret:one:plain')).toEqual([]);
  });

  it.each(tokens)('is replaced by the exact value %j', (token) => {
    expect(revealSecrets(`[${secretRef('a')}|${secretRef('a')}]`, () => token)).toBe(`[${token}|${token}]`);
  });

  it.each(tokens)('is replaced by the escaped value inside a JSON string: %j', (token) => {
    const text = JSON.stringify({ before: 'x', password: secretRef('a', 'json') });
    expect(JSON.parse(revealSecrets(text, () => token))).toEqual({ before: 'x', password: token });
  });

  it.each(tokens.filter((token) => token.isWellFormed()))(
    'is replaced by the value in base64: %j',
    (token) => {
      const written = revealSecrets(secretRef('a', 'base64'), () => token);
      expect(Buffer.from(written, 'base64').toString()).toBe(token);
    },
  );

  it('is not replaced inside the value of another secret', () => {
    expect(revealSecrets(secretRef('one'), (key) => (key === 'one' ? secretRef('two') : 'leaked'))).toBe(
      secretRef('two'),
    );
  });

  it('is found at any depth of an object', () => {
    const value = { a: ['x', { b: 'x' }], n: 1, t: true, z: null };
    expect(mapTexts(value, (text) => text.toUpperCase())).toEqual({
      a: ['X', { b: 'X' }],
      n: 1,
      t: true,
      z: null,
    });
  });
});

describe('the credentials of the registry', () => {
  it('are printed with a placeholder for the token in each of the three Secrets', () => {
    const secrets = synthesize(pipeline, 'demo', withLogin(exactly)).filter(
      ({ kind, stringData }) => kind === 'Secret' && stringData !== undefined,
    );
    expect(secrets.map(({ stringData }) => secretsIn(JSON.stringify(stringData)))).toEqual([
      ['ghcrToken'],
      ['ghcrToken'],
      ['ghcrToken'],
    ]);
    expect(secrets.some(({ data }) => data !== undefined)).toBe(false);
  });

  it.each(tokens)('are a valid docker config with the token %j', (token) => {
    const [pull] = synthesize(pipeline, 'demo', withLogin(exactly)).filter(
      ({ metadata }) => metadata.name === 'ghcr-io-cred',
    );
    const data = pull?.['stringData'] as Record<string, string>;
    expect(JSON.parse(revealSecrets(data['.dockerconfigjson'] ?? '', () => token))).toEqual({
      auths: { 'ghcr.io': { username: 'release-bot', password: token } },
    });
  });

  it('keep quotes in a user name', () => {
    const [pull] = synthesize(pipeline, 'demo', { ...exactly, ghcrUsername: 'a"b\\c\n' }).filter(
      ({ metadata }) => metadata.name === 'ghcr-io-cred',
    );
    const data = pull?.['stringData'] as Record<string, string>;
    expect(JSON.parse(data['.dockerconfigjson'] ?? '').auths['ghcr.io'].username).toBe('a"b\\c\n');
  });

  it('are printed with the names of the config keys, and nothing that looks like a value', () => {
    const printed = print(pipeline, 'demo', withLogin(exactly));
    expect(printed.match(/password.*/g)).toEqual([
      'password: <secret:ghcrToken:plain>',
      'password: <secret:ghcrToken:plain>',
      expect.stringMatching(/^password":"<secret:ghcrToken:json>"}}}'$/),
    ]);
  });
});
