import { describe, expect, it } from '@jest/globals';
import { askedWait, waitBefore } from '../../http/retry.ts';
import { parseChallenge } from '../../pipeline/oci/auth/challenge.ts';

const now = Date.UTC(2026, 0, 1, 12);
const policy = { attempts: 5, base: 500, cap: 60_000 };

describe('the wait that a server asks for', () => {
  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': 'Thu, 01 Jan 2026 15:00:30 GMT', date: 'Thu, 01 Jan 2026 15:00:00 GMT' }, 30_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 9) }, 9000],
    [{ 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': String(now / 1000 + 9) }, undefined],
    [{}, undefined],
  ])('%j', (headers, expected) => {
    expect(askedWait(new Headers(headers as Record<string, string>), now)).toBe(expected);
  });
});

describe('the wait before an attempt', () => {
  it('is anything between 0 and a bound that doubles up to the cap', () => {
    const longest = (attempt: number) => waitBefore(policy, attempt, undefined, () => 1);
    expect([1, 2, 3, 20].map(longest)).toEqual([500, 1000, 2000, 60_000]);
    expect(waitBefore(policy, 3, undefined, () => 0)).toBe(0);
  });

  it('is at least what the server asks, and at most the cap', () => {
    expect(waitBefore(policy, 1, 7000, () => 0)).toBe(7000);
    expect(waitBefore(policy, 1, 7000, () => 0.5)).toBe(7250);
    expect(waitBefore(policy, 1, 86_400_000, () => 0)).toBe(60_000);
  });
});

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
  ])('%s', (header, expected) => {
    expect(parseChallenge(header)).toEqual(expected);
  });
});
