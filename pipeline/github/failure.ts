import { z } from 'zod';
import { printable } from '../../http/printable.ts';
import { isRateLimit } from '../../http/rate-limit.ts';
import { RemoteError, UserError } from '../../model/errors.ts';

/** An answer that is none, as octokit's RequestError tells it; status 500 without headers means that nothing came. */
const failureSchema = z.looseObject({
  status: z.number(),
  message: z.string(),
  response: z
    .object({ headers: z.record(z.string(), z.coerce.string()), data: z.unknown() })
    .optional()
    .catch(undefined),
});

export interface Failure {
  readonly status: number;
  readonly headers: Headers;
  /** What GitHub said, or what broke. */
  readonly message: string;
  readonly answered: boolean;
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

/** One entry of `errors`: its own message, else the field and what GitHub calls the fault. */
const describeFieldError = ({ message, field, code }: Readonly<Record<string, unknown>>): string =>
  typeof message === 'string' && message !== '' ? message : [field, code].filter(Boolean).join(' ');

/** Reads what octokit threw; undefined where it is no failed request. */
export function parseFailure(error: unknown): Failure | undefined {
  const { data } = failureSchema.safeParse(
    error instanceof Error ? { ...error, message: error.message } : undefined,
  );
  if (data === undefined) return undefined;
  const body = bodySchema.safeParse(data.response?.data).data;
  return {
    status: data.status,
    headers: new Headers(data.response?.headers),
    message: body === undefined ? data.message : [body.message, ...(body.errors ?? [])].join('; '),
    answered: data.response !== undefined,
  };
}

/** Whether GitHub rejected a request because of a rate limit. */
export const isLimited = ({ status, headers, message }: Failure): boolean =>
  isRateLimit(status, headers, message);

/** GitHub understood, and does not accept what was asked (422); the message says why. */
export class UnacceptableError extends UserError {}

const again = 'run the same command again later: what was done already is kept';

/** What a token lacks, in GitHub's own words where it gives them. */
function missingRight({ headers }: Failure): string {
  const permissions = headers.get('x-accepted-github-permissions') ?? headers.get('x-accepted-oauth-scopes');
  const needed = permissions ? ` (it takes one of: ${permissions})` : '';
  return `use a token that may do this${needed}; in GitHub Actions, raise the job's permissions: contents: write, pull-requests: write`;
}

/**
 * What to tell of a failed request.
 *
 * @param asked method and path, for instance `POST /repos/acme/shop/releases`
 * @param secrets left out of the message
 */
export function describeFailure(asked: string, failure: Failure, secrets: readonly string[]): Error {
  const { status, answered } = failure;
  const message = printable(failure.message, secrets);
  const what = answered ? `${status} ${message}` : message;
  const refused = (hint: string) => [{ where: asked, what, hint }];
  if (isLimited(failure))
    return new RemoteError(`${asked}: ${what}\n    this is a rate limit, not a denial; ${again}`);
  if (status === 401)
    return new UserError(refused('GitHub does not know the token in GITHUB_TOKEN; set a valid one'));
  if (status === 403) return new UserError(refused(missingRight(failure)));
  if (status === 404)
    return new UserError(refused('check the names; what a token may not see also looks like this to GitHub'));
  if (status === 422)
    return new UnacceptableError(refused('GitHub does not accept this; its answer says why'));
  return new RemoteError(`${asked}: ${what}\n    ${again}`);
}
