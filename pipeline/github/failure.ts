import { z } from 'zod';
import { printable } from '../../http/printable.ts';
import { isRateLimit } from '../../http/rate-limit.ts';
import { RemoteError, UserError } from '../../model/errors.ts';

/** The part of octokit's RequestError that is used. Without a response, its status is 500. */
const requestErrorSchema = z.looseObject({
  status: z.number(),
  message: z.string(),
  response: z
    .object({ headers: z.record(z.string(), z.coerce.string()), data: z.unknown() })
    .optional()
    .catch(undefined),
});

/** A request that failed. */
export interface FailedRequest {
  readonly status: number;
  readonly headers: Headers;
  /** GitHub's message, or that of the network error. */
  readonly message: string;
  /** False if there was no response, because of a network error or timeout. */
  readonly hasResponse: boolean;
}

const bodySchema = z.object({
  message: z.string(),
  errors: z
    .array(
      z
        .union([z.string(), z.looseObject({})])
        .transform((error) => (typeof error === 'string' ? error : describeFieldError(error))),
    )
    .optional()
    .catch(undefined),
});

/** One entry of `errors`: its message, or else the field and GitHub's error code. */
const describeFieldError = ({ message, field, code }: Readonly<Record<string, unknown>>): string =>
  typeof message === 'string' && message !== '' ? message : [field, code].filter(Boolean).join(' ');

/** Parses an error that octokit threw; undefined if it is not a failed request. */
export function parseFailedRequest(error: unknown): FailedRequest | undefined {
  const { data } = requestErrorSchema.safeParse(
    error instanceof Error ? { ...error, message: error.message } : undefined,
  );
  if (data === undefined) return undefined;
  const body = bodySchema.safeParse(data.response?.data).data;
  return {
    status: data.status,
    headers: new Headers(data.response?.headers),
    message: body === undefined ? data.message : [body.message, ...(body.errors ?? [])].join('; '),
    hasResponse: data.response !== undefined,
  };
}

/** Whether GitHub rejected the request because of a rate limit. */
export const isRateLimited = ({ status, headers, message }: FailedRequest): boolean =>
  isRateLimit(status, headers, message);

/** GitHub refused a well-formed request (422); the message says why. */
export class UnacceptableError extends UserError {}

const again = 'run the same command again later; finished steps are not repeated';

/** What to do if a token lacks a permission, with the permission's name if GitHub says it. */
function permissionHint({ headers }: FailedRequest): string {
  const permissions = headers.get('x-accepted-github-permissions') ?? headers.get('x-accepted-oauth-scopes');
  const needed = permissions ? ` (one of: ${permissions})` : '';
  return `use a token with the permission${needed}; in GitHub Actions, raise the job's permissions: contents: write, pull-requests: write`;
}

/**
 * The error to throw for a failed request.
 *
 * @param request method and path, for instance `POST /repos/acme/shop/releases`
 * @param secrets left out of the message
 */
export function toError(request: string, failure: FailedRequest, secrets: readonly string[]): Error {
  const { status, hasResponse } = failure;
  const message = printable(failure.message, secrets);
  const what = hasResponse ? `${status} ${message}` : message;
  const fault = (hint: string) => [{ where: request, what, hint }];
  if (isRateLimited(failure))
    return new RemoteError(
      `${request}: ${what}\n    this is a rate limit, not a missing permission; ${again}`,
    );
  if (status === 401) return new UserError(fault('the token in GITHUB_TOKEN is not valid; set a valid one'));
  if (status === 403) return new UserError(fault(permissionHint(failure)));
  if (status === 404)
    return new UserError(fault('check the names; GitHub also answers 404 if the token has no access'));
  if (status === 422)
    return new UnacceptableError(fault('GitHub does not accept this request; its response says why'));
  return new RemoteError(`${request}: ${what}\n    ${again}`);
}
