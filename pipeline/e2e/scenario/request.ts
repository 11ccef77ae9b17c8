import { z } from 'zod';
import { readBody } from '../../../http/body.ts';
import { parseJson } from '../../../model/json.ts';
import { ScenarioFailure, type Target } from './scenario.ts';

const limit = 2 ** 20;

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Below the application's base path. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly token?: string;
}

export interface HttpResponse {
  readonly status: number;
  /** Parsed JSON; undefined if it is not JSON. */
  readonly body: unknown;
  /** `GET /health`, for messages. */
  readonly requestLine: string;
}

const failureSchema = z.object({ cause: z.object({ code: z.string().regex(/^[A-Z0-9_]+$/) }) });

/** Only the code of a failed fetch is shown: its message may contain the address, which is a secret. */
const readErrorCode = (error: unknown): string =>
  failureSchema.safeParse(error).data?.cause.code ?? 'no answer';

/**
 * Sends a request to the application. Redirects are not followed, so that no credential goes to another host.
 *
 * @throws ScenarioFailure if there is no response in time, or one larger than 1 MiB
 */
export async function sendRequest(
  { url, signal }: Pick<Target, 'url' | 'signal'>,
  { method, path, body, token }: HttpRequest,
): Promise<HttpResponse> {
  const requestLine = `${method} ${path}`;
  const headers = {
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  try {
    const response = await fetch(`${url}${path}`, { method, headers, redirect: 'manual', signal, ...sent });
    return { status: response.status, body: parseJson(await readBody(response, limit)), requestLine };
  } catch (error) {
    throw new ScenarioFailure(
      `${requestLine}: ${signal.aborted ? 'no answer in time' : readErrorCode(error)}`,
    );
  }
}

/** @throws ScenarioFailure for another status */
export function expectStatus({ requestLine, status }: HttpResponse, expected: number): void {
  if (status !== expected)
    throw new ScenarioFailure(`${requestLine} answered ${status}, expected ${expected}`);
}

/**
 * @param form what the body must be, for the message, which does not show the body itself
 * @throws ScenarioFailure for a body that does not match the schema
 */
export function expectBody<Body>(
  { requestLine, body }: HttpResponse,
  schema: z.ZodType<Body>,
  form: string,
): Body {
  const { data, success } = schema.safeParse(body);
  if (success) return data;
  throw new ScenarioFailure(`${requestLine} answered without ${form}`);
}
