/** How often a failed request is repeated, and after which waits. */
export interface RetryPolicy {
  /** Total number of attempts, at least 1. */
  readonly attempts: number;
  /** Upper bound of the first wait, in milliseconds; it doubles with every attempt. */
  readonly base: number;
  /** Longest wait in milliseconds, even if the server asks for more. */
  readonly cap: number;
}

export const retryPolicy: RetryPolicy = { attempts: 5, base: 500, cap: 60_000 };

/**
 * How long a server asks the client to wait: Retry-After (RFC 9110, 10.2.3), in seconds or as a date, else GitHub's
 * x-ratelimit-reset (seconds since 1970) if x-ratelimit-remaining is 0. Dates are compared with the server's Date
 * header, so that a wrong clock on this machine does not matter.
 *
 * @param now milliseconds since 1970, used if the response has no Date header
 * @returns milliseconds; undefined if the server does not say
 */
export function requestedWait(headers: Headers, now: number): number | undefined {
  const dated = Date.parse(headers.get('date') ?? '');
  const serverNow = Number.isNaN(dated) ? now : dated;
  const text = headers.get('retry-after')?.trim();
  if (text !== undefined && /^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text ?? '');
  if (!Number.isNaN(date)) return Math.max(0, date - serverNow);
  const reset = headers.get('x-ratelimit-reset');
  if (headers.get('x-ratelimit-remaining') === '0' && reset !== null && /^\d+$/.test(reset))
    return Math.max(0, Number(reset) * 1000 - serverNow);
  return undefined;
}

/**
 * Milliseconds to wait before the next attempt. If the server asks for a wait: that wait plus up to `base`, so that
 * clients do not all return at once. Otherwise full jitter: uniform between 0 and an exponential bound. Never more than
 * `cap`.
 *
 * @param attempt number of attempts so far, from 1
 * @param requested the wait that the server asks for, in milliseconds
 * @param random returns a number in [0, 1)
 */
export function waitBefore(
  { base, cap }: RetryPolicy,
  attempt: number,
  requested: number | undefined,
  random: () => number,
): number {
  if (requested !== undefined) return Math.min(cap, requested + random() * base);
  return random() * Math.min(cap, base * 2 ** (attempt - 1));
}
