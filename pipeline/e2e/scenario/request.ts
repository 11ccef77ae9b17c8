import { z } from 'zod';
import { readBody } from '../../../http/body.ts';
import { parseJson } from '../../../model/json.ts';
import { type Target, UnmetError } from './scenario.ts';

const limit = 2 ** 20;

export interface Request {
  readonly method: 'GET' | 'POST';
  /** Below the application's base path. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly token?: string;
}

export interface Answer {
  readonly status: number;
  /** Parsed JSON; undefined where it is none. */
  readonly body: unknown;
  /** `GET /health`, for messages. */
  readonly asked: string;
}

const failureSchema = z.object({ cause: z.object({ code: z.string().regex(/^[A-Z0-9_]+$/) }) });

/** Of a failed fetch only its code is told: its message may hold the address, which is a secret. */
const codeOf = (error: unknown): string => failureSchema.safeParse(error).data?.cause.code ?? 'no answer';

/**
 * Asks the application. A redirect is an answer like any other: it is not followed, so that no credential goes astray.
 *
 * @throws UnmetError where none comes in time, or one larger than 1 MiB
 */
export async function ask(
  { url, signal }: Pick<Target, 'url' | 'signal'>,
  { method, path, body, token }: Request,
): Promise<Answer> {
  const asked = `${method} ${path}`;
  const headers = {
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  try {
    const response = await fetch(`${url}${path}`, { method, headers, redirect: 'manual', signal, ...sent });
    return { status: response.status, body: parseJson(await readBody(response, limit)), asked };
  } catch (error) {
    throw new UnmetError(`${asked}: ${signal.aborted ? 'no answer in time' : codeOf(error)}`);
  }
}

/** @throws UnmetError for another status */
export function expectStatus({ asked, status }: Answer, expected: number): void {
  if (status !== expected) throw new UnmetError(`${asked} answered ${status}, expected ${expected}`);
}

/** @throws UnmetError where the body has another form; what stands in it is not told */
export function expectBody<Body>({ asked, body }: Answer, schema: z.ZodType<Body>, form: string): Body {
  const { data, success } = schema.safeParse(body);
  if (success) return data;
  throw new UnmetError(`${asked} answered without ${form}`);
}
