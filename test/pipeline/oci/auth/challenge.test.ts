import { describe, expect, it } from '@jest/globals';
import { parseChallenge } from '../../../../pipeline/oci/auth/challenge.ts';

describe('parseChallenge', () => {
  const realm = 'https://ghcr.io/token';
  it.each([
    [
      `Bearer realm="${realm}",service="ghcr.io",scope="a:b:pull,push"`,
      { scheme: 'bearer', realm, service: 'ghcr.io' },
    ],
    [`bearer realm=${realm}`, { scheme: 'bearer', realm }],
    [`Basic realm="x, y", Bearer realm="${realm}"`, { scheme: 'bearer', realm }],
    ['Basic realm="say \\"hi\\""', { scheme: 'basic' }],
    ['Basic', { scheme: 'basic' }],
    ['Bearer service="x"', undefined],
    ['Negotiate', undefined],
    ['', undefined],
  ])('parses the header %j', (header, expected) => {
    expect(parseChallenge(header)).toEqual(expected);
  });
});
