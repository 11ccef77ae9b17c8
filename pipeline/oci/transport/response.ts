import { z } from 'zod';
import { printable } from '../../../http/printable.ts';
import { isRateLimit } from '../../../http/rate-limit.ts';
import { parseJson } from '../../../model/json.ts';
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
const errorsOf = ({ bytes }: Answer) => errorsSchema.safeParse(parseJson(bytes)).data?.errors ?? [];

/**
 * An answer in one line: its status, and the registry's error codes and messages.
 *
 * @param secrets texts that are blacked out, should the server repeat them
 */
export function describeAnswer(answer: Answer, secrets: readonly string[] = []): string {
  const errors = errorsOf(answer).map(({ code, message }) =>
    [code, message].filter((text) => text !== undefined && text !== '').join(': '),
  );
  return `${answer.status} ${printable(errors.join('; '), secrets)}`.trim();
}

const isLimited = ({ status, headers, bytes }: Answer): boolean =>
  isRateLimit(status, headers, new TextDecoder().decode(bytes));

/** Whether asking again may help: a rate limit, a time-out, or a fault of the server that may pass. */
export const isTransient = (answer: Answer): boolean =>
  isLimited(answer) || answer.status === 408 || (answer.status >= 500 && answer.status !== 501);

/** What an answer that is not the expected one means. */
export function kindOf(answer: Answer): RegistryErrorKind {
  if (isLimited(answer)) return 'rate-limited';
  if (answer.status === 401 || answer.status === 403) return 'denied';
  if (answer.status === 404) return 'not-found';
  return answer.status >= 500 || answer.status === 408 ? 'unavailable' : 'refused';
}
