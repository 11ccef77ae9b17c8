import { z } from 'zod';
import { printable } from '../../../http/printable.ts';
import { isRateLimit } from '../../../http/rate-limit.ts';
import { parseJson } from '../../../model/json.ts';
import type { RegistryErrorKind } from './registry-error.ts';

/** A response whose body has been read. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

const errorsSchema = z.object({
  errors: z.array(z.object({ code: z.string().optional(), message: z.string().optional() })),
});

/** The errors in a response's body (OCI distribution 1.1, "Error Codes"); none if it has another form. */
const errorsOf = ({ bytes }: HttpResponse) => errorsSchema.safeParse(parseJson(bytes)).data?.errors ?? [];

/**
 * A response in one line: its status, and the registry's error codes and messages.
 *
 * @param secrets left out of the line
 */
export function describeResponse(response: HttpResponse, secrets: readonly string[] = []): string {
  const errors = errorsOf(response).map(({ code, message }) =>
    [code, message].filter((text) => text !== undefined && text !== '').join(': '),
  );
  return `${response.status} ${printable(errors.join('; '), secrets)}`.trim();
}

const isLimited = ({ status, headers, bytes }: HttpResponse): boolean =>
  isRateLimit(status, headers, new TextDecoder().decode(bytes));

/** Whether repeating the request may help: after a rate limit, a timeout, or a temporary failure of the server. */
export const isTransient = (response: HttpResponse): boolean =>
  isLimited(response) || response.status === 408 || (response.status >= 500 && response.status !== 501);

/** The kind of error that an unexpected response means. */
export function errorKindOf(response: HttpResponse): RegistryErrorKind {
  if (isLimited(response)) return 'rate-limited';
  if (response.status === 401 || response.status === 403) return 'denied';
  if (response.status === 404) return 'not-found';
  return response.status >= 500 || response.status === 408 ? 'unavailable' : 'refused';
}
