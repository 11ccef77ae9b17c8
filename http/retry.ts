/** How often a failed request is repeated, and after which waits. */
export interface RetryPolicy {
  /** Attempts in all, at least 1. */
  readonly attempts: number;
  /** Upper bound of the first wait in milliseconds; it doubles with every attempt. */
  readonly base: number;
  /** No wait is longer, in milliseconds, whatever the server asks. */
  readonly cap: number;
}

export const retryPolicy: RetryPolicy = { attempts: 5, base: 500, cap: 60_000 };

/**
 * Milliseconds that a server asks to wait: Retry-After (RFC 9110, 10.2.3) in seconds or as a date, else GitHub's
 * x-ratelimit-reset (seconds since 1970) where nothing remains. A date is compared with the server's own Date, so
 * that a clock that is off does not matter.
 *
 * @param now milliseconds since 1970, used where the answer has no Date
 */
export function askedWait(headers: Headers, now: number): number | undefined {
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
 * Milliseconds to wait before the next attempt: full jitter (uniform between 0 and an exponential bound); where the
 * server asks for a wait that, plus up to `base` so that not all come back at once. Never more than `cap`.
 *
 * @param attempt attempts made so far, from 1
 * @param asked what the server asks for, in milliseconds
 * @param random uniform in [0, 1)
 */
export function waitBefore(
  { base, cap }: RetryPolicy,
  attempt: number,
  asked: number | undefined,
  random: () => number,
): number {
  if (asked !== undefined) return Math.min(cap, asked + random() * base);
  return random() * Math.min(cap, base * 2 ** (attempt - 1));
}
