import { describe, expect, it } from '@jest/globals';
import { isRateLimit } from '../../http/rate-limit.ts';

describe('isRateLimit', () => {
  it.each([
    ['status 429', 429, {}, ''],
    ['a 403 with Retry-After', 403, { 'retry-after': '3' }, ''],
    ['a 403 with no remaining requests', 403, { 'x-ratelimit-remaining': '0' }, ''],
    ['a 403 that mentions a rate limit', 403, {}, 'You have exceeded a secondary rate limit'],
    ['a 403 with the code TOOMANYREQUESTS', 403, {}, 'TOOMANYREQUESTS'],
  ])('recognises %s', (_, status, headers, text) => {
    expect(isRateLimit(status, new Headers(headers), text)).toBe(true);
  });

  it.each([
    ['a 403 with remaining requests', 403, { 'x-ratelimit-remaining': '7' }, 'denied'],
    ['a 404 that mentions a rate limit', 404, { 'retry-after': '3' }, 'rate limit'],
  ])('does not recognise %s', (_, status, headers, text) => {
    expect(isRateLimit(status, new Headers(headers), text)).toBe(false);
  });
});
