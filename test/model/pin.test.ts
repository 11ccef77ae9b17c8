import { describe, expect, it } from '@jest/globals';
import { parsePin } from '../../model/pin.ts';
import { imageTag } from '../../model/version.ts';

const digest = `sha256:${'97fa'.repeat(16)}` as const;
const rightForm = 'write one version, for instance 1.0.76 or 1.0.76@sha256:<64 hexadecimal digits>';

describe('a pin in an exact environment', () => {
  it('is a version', () => {
    expect(parsePin('1.0.76', false).value).toEqual({ kind: 'exact', version: '1.0.76' });
  });

  it('is a version with the digest of its chart', () => {
    expect(parsePin(`1.0.76@${digest}`, false).value).toEqual({ kind: 'exact', version: '1.0.76', digest });
  });

  it.each([
    ['latest', 'is not a version'],
    ['*', 'is a range, and this environment does not follow one'],
    ['~1.0', 'is a range'],
    ['^1.0.76', 'is a range'],
    ['1.x', 'is a range'],
    ['>=1.0.0 <2.0.0', 'is a range'],
    ['1.0.75 || 1.0.76', 'is a range'],
    ['1.0', 'is not a version'],
    ['1', 'is not a version'],
    ['v1.0', 'is not a version'],
    ['v1.0.76', 'is not a plain version (no v, no spaces)'],
    ['=1.0.76', 'is not a version'],
    ['', 'is not a version'],
    [' ', 'is not a version'],
    [' 1.0.76', 'is not a plain version (no v, no spaces)'],
    ['1.0.76 ', 'is not a plain version (no v, no spaces)'],
    ['1.0.76-rc.1', 'is a prerelease'],
    ['1.0.76+build.5', 'has build metadata'],
    ['01.0.76', 'is not a version'],
    ['1.0.76.1', 'is not a version'],
  ])('refuses %j and says that it %s', (text, reason) => {
    expect(parsePin(text, false).faults).toEqual([
      {
        what: expect.stringContaining(`${JSON.stringify(text)} ${reason}`),
        hint: rightForm,
      },
    ]);
  });

  it.each([
    '1.0.76@',
    '1.0.76@latest',
    '1.0.76@sha256:',
    `1.0.76@${digest.slice(0, -1)}`,
    `1.0.76@${digest}0`,
    `1.0.76@${digest.toUpperCase()}`,
    `1.0.76@${digest}@${digest}`,
    `1.0.76@sha512:${'0'.repeat(128)}`,
    `1.0.76@${digest}\n`,
  ])('refuses the malformed digest in %j', (text) => {
    expect(parsePin(text, false).faults).toEqual([
      {
        what: expect.stringContaining('has a malformed digest'),
        hint: rightForm,
      },
    ]);
  });

  it.each([
    '$(id)',
    '1.0.76$(id)',
    '1.0.76-$(id)',
    '`id`',
    '1.0.76`id`',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what GitHub would expand
    '${{ github.token }}',
    '1.0.76\n',
    '1.0.76\n1.0.77',
    '\n1.0.76',
    '-1.0.76',
    '--set=1.0.76',
    '1.0.76;id',
    '../1.0.76',
    '<secret:ghcrToken:plain>',
    '9'.repeat(300),
  ])('refuses %j, which is not a version, whether or not the environment follows a range', (text) => {
    for (const follows of [false, true])
      expect(parsePin(text, follows).faults).toEqual([
        { what: expect.any(String), hint: expect.any(String) },
      ]);
  });

  it('shows a malformed pin without its control characters', () => {
    expect(parsePin('1.0.76\n\u001b[31m', false).faults).toMatchObject([
      { what: expect.not.stringMatching(/\p{Cc}/u) },
    ]);
  });
});

describe('a pin in an environment that follows', () => {
  it.each(['*', '~1.0', '1.x', '^1.2', '>=1.0.0 <2.0.0', '1.0 - 1.4', '<2', '~1.0.0-0'])(
    'may be the range %j',
    (range) => {
      expect(parsePin(range, true).value).toEqual({ kind: 'range', range });
    },
  );

  it.each(['1.0.76', '1.0.77-rc.1'])('may be the version %s', (version) => {
    expect(parsePin(version, true).value).toEqual({ kind: 'exact', version });
  });

  it('may be a version with a digest', () => {
    expect(parsePin(`1.0.76@${digest}`, true).value).toEqual({ kind: 'exact', version: '1.0.76', digest });
  });

  it.each([
    '1.10',
    '1.1',
    '1',
    'v1.10',
    'latest',
    '',
    ' *',
    '* ',
    'v1.0.76',
    '=1.0.76',
    ' 1.0.76',
    '1.0.76+build.5',
    '>=1.0.0\n<2.0.0',
    `*@${digest}`,
  ])('refuses %j and shows both right forms', (text) => {
    expect(parsePin(text, true).faults).toEqual([
      {
        what: `${JSON.stringify(text)} is neither a range nor a version`,
        hint: 'write a range, for instance "*", "~1.0" or "1.x", or one version, for instance 1.0.76',
      },
    ]);
  });
});

describe('the image tag', () => {
  it('is the version with a v', () => expect(imageTag('1.0.76')).toBe('v1.0.76'));
});
