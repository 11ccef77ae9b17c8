import { describe, expect, it } from '@jest/globals';
import { requestedWait, waitBefore } from '../../http/retry.ts';

const now = Date.UTC(2026, 0, 1, 12);
const policy = { attempts: 5, base: 500, cap: 60_000 };

describe('requestedWait', () => {
  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': 'Thu, 01 Jan 2026 15:00:30 GMT', date: 'Thu, 01 Jan 2026 15:00:00 GMT' }, 30_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 9) }, 9000],
    [{ 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': String(now / 1000 + 9) }, undefined],
    [{}, undefined],
  ])('reads from the headers %j a wait of %p ms', (headers, expected) => {
    expect(requestedWait(new Headers(headers as Record<string, string>), now)).toBe(expected);
  });
});

describe('waitBefore', () => {
  it('waits between 0 and a bound that doubles with every attempt, up to the cap', () => {
    const longest = (attempt: number) => waitBefore(policy, attempt, undefined, () => 1);
    expect([1, 2, 3, 20].map(longest)).toEqual([500, 1000, 2000, 60_000]);
    expect(waitBefore(policy, 3, undefined, () => 0)).toBe(0);
  });

  it('waits at least as long as the server asks, but no longer than the cap', () => {
    expect(waitBefore(policy, 1, 7000, () => 0)).toBe(7000);
    expect(waitBefore(policy, 1, 7000, () => 0.5)).toBe(7250);
    expect(waitBefore(policy, 1, 86_400_000, () => 0)).toBe(60_000);
  });
});
