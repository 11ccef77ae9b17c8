import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { requestedWait } from '../../http/retry.ts';
import { isRateLimited, parseFailedRequest } from './failure.ts';
import type { GitHubSettings } from './settings.ts';

/** How fast requests are sent; tests set it. */
export interface Pace {
  /** Real milliseconds per second of waiting. @default 1000 */
  readonly second?: number;
  /** Milliseconds for one attempt, including the response's body. @default 30000 */
  readonly timeout?: number;
  /** Whether to wait between requests as GitHub demands (1 s between writes, 3 s if people are notified). @default true */
  readonly spaced?: boolean;
}

const retries = 3;
/** If GitHub asks for a longer wait, the request fails. */
const maxWaitSeconds = 60;

/**
 * Repeats a rate-limited request after the wait that GitHub asks for. Such a request had no effect, so every method can
 * be repeated. The retry plugin alone would use its own waits, and the throttling plugin recognises only some of the
 * responses.
 */
function waitAsRequested(octokit: Octokit & Partial<ReturnType<typeof retry>>): void {
  octokit.hook.error('request', (error) => {
    const failure = parseFailedRequest(error);
    if (failure === undefined || !isRateLimited(failure)) throw error;
    const milliseconds = requestedWait(failure.headers, Date.now()) ?? maxWaitSeconds * 1000;
    const seconds = Math.ceil(milliseconds / 1000);
    if (seconds > maxWaitSeconds || !('request' in error)) throw error;
    throw octokit.retry?.retryRequest(error, retries, seconds) ?? error;
  });
}

/**
 * Does not repeat a POST whose outcome is unknown, because it may have created something. A caller that can repeat it
 * sets `request: { retries }`. Each request gets its own settings, because the retry plugin changes them and octokit
 * would use the same object for the next request.
 */
function doNotRepeatPost(octokit: Octokit): void {
  octokit.hook.before('request', (options) => {
    const noRetries = options.method === 'POST' ? { retries: 0 } : {};
    options.request = { ...noRetries, ...options.request };
  });
}

/** Fetches a response with its whole body, because octokit would accept a truncated one. */
const fetchCompletely =
  (timeout: number) =>
  async (url: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeout) });
    const body = await response.arrayBuffer();
    return new Response(body.byteLength === 0 ? null : body, response);
  };

const Configured = Octokit.plugin(waitAsRequested, retry, throttling, paginateRest, doNotRepeatPost);

/** Octokit with a limited number of retries, each after at most a minute, and a timeout. */
export function createOctokit({ token, baseUrl }: GitHubSettings, pace: Pace = {}) {
  const { second = 1000, timeout = 30_000, spaced = true } = pace;
  const doNotRetry = () => false;
  return new Configured({
    auth: token.reveal(),
    baseUrl,
    request: { fetch: fetchCompletely(timeout) },
    retry: {
      retries,
      retryAfterBaseValue: second,
      doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451],
    },
    throttle: { enabled: spaced, onRateLimit: doNotRetry, onSecondaryRateLimit: doNotRetry },
  });
}
