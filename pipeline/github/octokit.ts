import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { askedWait } from '../../http/retry.ts';
import { isLimited, parseFailure } from './failure.ts';
import type { GitHubSettings } from './settings.ts';

/** The pace at which GitHub is asked; for tests. */
export interface Pace {
  /** Milliseconds that a second of waiting takes. @default 1000 */
  readonly second?: number;
  /** Milliseconds for one attempt, its answer included. @default 30000 */
  readonly timeout?: number;
  /** Whether requests keep the distance that GitHub asks of clients (1 s between writes, 3 s where people are notified). @default true */
  readonly spaced?: boolean;
}

const retries = 3;
/** Seconds; whoever is asked to wait longer gives up. */
const longestWait = 60;

/**
 * Has a request wait as long as GitHub asks. A limited request had no effect, so that this holds for every method;
 * the retry plugin alone would wait its own seconds, and the throttling plugin knows only some of the answers.
 */
function waitAsAsked(octokit: Octokit & Partial<ReturnType<typeof retry>>): void {
  octokit.hook.error('request', (error) => {
    const failure = parseFailure(error);
    if (failure === undefined || !isLimited(failure)) throw error;
    const milliseconds = askedWait(failure.headers, Date.now()) ?? longestWait * 1000;
    const seconds = Math.ceil(milliseconds / 1000);
    if (seconds > longestWait || !('request' in error)) throw error;
    throw octokit.retry?.retryRequest(error, retries, seconds) ?? error;
  });
}

/**
 * Leaves it to the caller to ask again after a POST whose end is not known: it may have created what it should.
 * A caller that may repeat one says so by `request: { retries }`. Each request gets settings of its own, because the
 * retry plugin writes into them, and octokit would hand the same ones to the next request.
 */
function repeatNoPost(octokit: Octokit): void {
  octokit.hook.before('request', (options) => {
    const unknownEnd = options.method === 'POST' ? { retries: 0 } : {};
    options.request = { ...unknownEnd, ...options.request };
  });
}

/** Asks, and reads the answer to its end: octokit would take half a body for a whole one. */
const fetchWhole =
  (timeout: number) =>
  async (url: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeout) });
    const body = await response.arrayBuffer();
    return new Response(body.byteLength === 0 ? null : body, response);
  };

const Configured = Octokit.plugin(waitAsAsked, retry, throttling, paginateRest, repeatNoPost);

/** Octokit that asks a few times, waits at most a minute each time, and never forever. */
export function createOctokit({ token, baseUrl }: GitHubSettings, pace: Pace = {}) {
  const { second = 1000, timeout = 30_000, spaced = true } = pace;
  const leaveIt = () => false;
  return new Configured({
    auth: token.reveal(),
    baseUrl,
    request: { fetch: fetchWhole(timeout) },
    retry: {
      retries,
      retryAfterBaseValue: second,
      doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451],
    },
    throttle: { enabled: spaced, onRateLimit: leaveIt, onSecondaryRateLimit: leaveIt },
  });
}
