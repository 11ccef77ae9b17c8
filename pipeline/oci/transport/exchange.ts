import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { BodyTooLarge, readBody } from '../../../http/body.ts';
import { askedWait, type RetryPolicy, retryPolicy, waitBefore } from '../../../http/retry.ts';
import { RegistryError, type RegistryFailure } from './registry-error.ts';
import { type Answer, describeAnswer, isTransient, kindOf } from './response.ts';

/** The outside world, and the bounds within which it is asked. */
export interface Surroundings {
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Milliseconds for one attempt, its body included; 1 s is added for every MiB that is expected or sent. */
  readonly timeout: number;
  readonly retry: RetryPolicy;
}

export const surroundings: Surroundings = {
  fetch: (url, init) => fetch(url, init),
  sleep: (milliseconds) => delay(milliseconds),
  now: Date.now,
  random: Math.random,
  timeout: 30_000,
  retry: retryPolicy,
};

export interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  /** Bytes of the answer that are accepted. */
  readonly limit: number;
  /** Bytes that are expected or sent, for the time-out. */
  readonly size?: number;
  /** Blacked out of messages. */
  readonly secrets?: readonly string[];
}

const textOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return String(error);
  const { message, code, cause } = error as { message?: unknown; code?: unknown; cause?: unknown };
  const own = typeof code === 'string' && code !== String(message) ? `${message} (${code})` : String(message);
  return cause === undefined ? own : `${own}: ${textOf(cause)}`;
};

const failureOf = (error: unknown, timeout: number): Pick<RegistryFailure, 'kind' | 'answer' | 'cause'> => {
  if (error instanceof BodyTooLarge) return { kind: 'too-large', answer: error.message };
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : '';
  if (name === 'TimeoutError') return { kind: 'timed-out', answer: `no whole answer within ${timeout} ms` };
  return { kind: 'unreachable', answer: textOf(error), cause: error };
};

async function once(request: Outgoing, { fetch }: Surroundings, timeout: number): Promise<Answer> {
  const { method, url, headers, body, limit } = request;
  const signal = AbortSignal.timeout(timeout);
  const response = await fetch(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
  const bytes = await readBody(response, limit);
  // The platform's fetch takes a connection back a turn later; what is asked at once would open another.
  await nextTurn();
  return { status: response.status, headers: response.headers, bytes };
}

/**
 * Asks until there is an answer that asking again would not change, within the policy: a rate limit, a fault of the
 * server (5xx), a broken connection, a body that breaks off and a stall are tried again.
 *
 * @param prepare makes the request anew for every attempt, so that a token or an upload may be renewed; what it
 *   throws ends the exchange
 * @returns the answer, of any status that is not transient
 * @throws RegistryError when the attempts are used up, or the body is too large
 */
export async function exchange(prepare: () => Promise<Outgoing>, around: Surroundings): Promise<Answer> {
  for (let attempts = 1; ; attempts++) {
    const request = await prepare();
    const timeout = Math.ceil(around.timeout + (1000 * (request.size ?? 0)) / 2 ** 20);
    let asked: number | undefined;
    let failure: Omit<RegistryFailure, 'method' | 'url'>;
    try {
      const answer = await once(request, around, timeout);
      if (!isTransient(answer)) return answer;
      asked = askedWait(answer.headers, around.now());
      failure = {
        kind: kindOf(answer),
        answer: describeAnswer(answer, request.secrets),
        status: answer.status,
      };
    } catch (error) {
      failure = failureOf(error, timeout);
    }
    if (failure.kind === 'too-large' || attempts >= around.retry.attempts)
      throw new RegistryError({ ...failure, method: request.method, url: request.url, attempts });
    await around.sleep(waitBefore(around.retry, attempts, asked, around.random));
  }
}
