import { z } from 'zod';
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
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
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
    headers: data.response?.headers ?? {},
    message: body === undefined ? data.message : [body.message, ...(body.errors ?? [])].join('; '),
    answered: data.response !== undefined,
  };
}

/** Whether a request was turned away for being one too many: 429, or a 403 that says so. */
export const isRateLimit = ({ status, headers, message }: Failure): boolean =>
  status === 429 ||
  (status === 403 &&
    ('retry-after' in headers || headers['x-ratelimit-remaining'] === '0' || /rate limit/i.test(message)));

/** GitHub understood, and does not accept what was asked (422); the message says why. */
export class UnacceptableError extends UserError {}

const again = 'run the same command again later: what was done already is kept';

/** What a token lacks, in GitHub's own words where it gives them. */
function missingRight({ headers }: Failure): string {
  const permissions = headers['x-accepted-github-permissions'] ?? headers['x-accepted-oauth-scopes'];
  const needed = permissions ? ` (it takes one of: ${permissions})` : '';
  return `use a token that may do this${needed}; in GitHub Actions, raise the job's permissions: contents: write, pull-requests: write`;
}

/**
 * What to tell of a failed request.
 *
 * @param asked method and path, for instance `POST /repos/acme/shop/releases`
 * @param shown makes one printable line without a secret of a text that came from elsewhere
 */
export function describeFailure(asked: string, failure: Failure, shown: (text: string) => string): Error {
  const { status, answered } = failure;
  const message = shown(failure.message);
  const what = answered ? `${status} ${message}` : message;
  const refused = (hint: string) => [{ where: asked, what, hint }];
  if (isRateLimit(failure))
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
