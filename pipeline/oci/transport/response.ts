import { z } from 'zod';
import type { RegistryErrorKind } from './registry-error.ts';

/** A whole answer: its body has been read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

const errorsSchema = z.object({
  errors: z.array(z.object({ code: z.string().optional(), message: z.string().optional() })),
});

/** The errors of an answer, as OCI distribution 1.1 writes them ("Error Codes"); none where the body is otherwise. */
function errorsOf({ bytes }: Answer): { code?: string | undefined; message?: string | undefined }[] {
  try {
    return errorsSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).errors;
  } catch {
    return [];
  }
}

/** One short line without control characters: what a server says may end up on a terminal. */
const printable = (text: string) =>
  text
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, 200);

/**
 * An answer in one line: its status, and the registry's error codes and messages.
 *
 * @param secrets texts that are blacked out, should the server repeat them
 */
export function describeAnswer(answer: Answer, secrets: readonly string[] = []): string {
  const errors = errorsOf(answer).map(({ code, message }) =>
    [code, message].filter((text) => text !== undefined && text !== '').join(': '),
  );
  const text = secrets
    .filter((secret) => secret !== '')
    .reduce((shown, secret) => shown.replaceAll(secret, '[secret]'), errors.join('; '));
  return `${answer.status} ${printable(text)}`.trim();
}

const rateLimit = /rate.?limit|too.?many.?requests|abuse detection/i;

/**
 * Whether an answer is a rate limit: 429, or a 403 that says so. ghcr.io answers 403 to both a denial and GitHub's
 * secondary rate limit; only the latter has Retry-After, a used-up x-ratelimit-remaining, or says it in its body.
 */
export function isRateLimit(answer: Answer): boolean {
  if (answer.status === 429) return true;
  if (answer.status !== 403) return false;
  return (
    answer.headers.has('retry-after') ||
    answer.headers.get('x-ratelimit-remaining') === '0' ||
    rateLimit.test(new TextDecoder().decode(answer.bytes))
  );
}

/** Whether asking again may help: a rate limit, a time-out, or a fault of the server that may pass. */
export const isTransient = (answer: Answer): boolean =>
  isRateLimit(answer) || answer.status === 408 || (answer.status >= 500 && answer.status !== 501);

/** What an answer that is not the expected one means. */
export function kindOf(answer: Answer): RegistryErrorKind {
  if (isRateLimit(answer)) return 'rate-limited';
  if (answer.status === 401 || answer.status === 403) return 'denied';
  if (answer.status === 404) return 'not-found';
  return answer.status >= 500 || answer.status === 408 ? 'unavailable' : 'refused';
}
