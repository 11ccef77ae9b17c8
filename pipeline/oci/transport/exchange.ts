import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { BodyTooLarge, readBody } from '../../../http/body.ts';
import { type RetryPolicy, requestedWait, retryPolicy, waitBefore } from '../../../http/retry.ts';
import { RegistryError, type RegistryFailure } from './registry-error.ts';
import { describeResponse, errorKindOf, type HttpResponse, isTransient } from './response.ts';

/** What sending a request depends on; tests replace it. */
export interface HttpDependencies {
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Returns a number in [0, 1). */
  readonly random: () => number;
  /** Milliseconds for one attempt, including the body; 1 s is added for every MiB that is sent or expected. */
  readonly timeout: number;
  readonly retry: RetryPolicy;
}

export const defaultDependencies: HttpDependencies = {
  fetch: (url, init) => fetch(url, init),
  sleep: (milliseconds) => delay(milliseconds),
  now: Date.now,
  random: Math.random,
  timeout: 30_000,
  retry: retryPolicy,
};

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  /** Maximal size of the response in bytes. */
  readonly limit: number;
  /** Bytes that are sent or expected, for the timeout. */
  readonly size?: number;
  /** Left out of messages. */
  readonly secrets?: readonly string[];
}

const describeError = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return String(error);
  const { message, code, cause } = error as { message?: unknown; code?: unknown; cause?: unknown };
  const own = typeof code === 'string' && code !== String(message) ? `${message} (${code})` : String(message);
  return cause === undefined ? own : `${own}: ${describeError(cause)}`;
};

const failureOfError = (
  error: unknown,
  timeout: number,
): Pick<RegistryFailure, 'kind' | 'reason' | 'cause'> => {
  if (error instanceof BodyTooLarge) return { kind: 'too-large', reason: error.message };
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : '';
  if (name === 'TimeoutError')
    return { kind: 'timed-out', reason: `no complete response within ${timeout} ms` };
  return { kind: 'unreachable', reason: describeError(error), cause: error };
};

async function sendOnce(
  request: HttpRequest,
  { fetch }: HttpDependencies,
  timeout: number,
): Promise<HttpResponse> {
  const { method, url, headers, body, limit } = request;
  const signal = AbortSignal.timeout(timeout);
  const response = await fetch(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
  const bytes = await readBody(response, limit);
  // fetch returns a connection to its pool one turn later; a request sent at once would open another connection.
  await nextTurn();
  return { status: response.status, headers: response.headers, bytes };
}

/**
 * Sends a request, and repeats it by the retry policy after a rate limit, a server error (5xx), a broken connection, a
 * truncated body or a timeout.
 *
 * @param prepare creates the request for each attempt, so that a token or an upload can be renewed; an error that it
 *   throws ends the exchange
 * @returns the first response with a status that is not transient
 * @throws RegistryError after the last attempt, or if the body is too large
 */
export async function exchange(
  prepare: () => Promise<HttpRequest>,
  dependencies: HttpDependencies,
): Promise<HttpResponse> {
  for (let attempts = 1; ; attempts++) {
    const request = await prepare();
    const timeout = Math.ceil(dependencies.timeout + (1000 * (request.size ?? 0)) / 2 ** 20);
    let requested: number | undefined;
    let failure: Omit<RegistryFailure, 'method' | 'url'>;
    try {
      const response = await sendOnce(request, dependencies, timeout);
      if (!isTransient(response)) return response;
      requested = requestedWait(response.headers, dependencies.now());
      failure = {
        kind: errorKindOf(response),
        reason: describeResponse(response, request.secrets),
        status: response.status,
      };
    } catch (error) {
      failure = failureOfError(error, timeout);
    }
    if (failure.kind === 'too-large' || attempts >= dependencies.retry.attempts)
      throw new RegistryError({ ...failure, method: request.method, url: request.url, attempts });
    await dependencies.sleep(waitBefore(dependencies.retry, attempts, requested, dependencies.random));
  }
}
