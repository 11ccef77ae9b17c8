import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from './refusal.ts';
import type { Answer } from './route.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;

/**
 * Reads a request's JSON body.
 *
 * @returns undefined for an empty body
 * @throws {Refusal} 400 for what is not JSON, 413 for more than 10 MiB
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= MAX_BODY_BYTES) chunks.push(bytes);
  }
  if (size > MAX_BODY_BYTES) throw new Refusal(413, 'Payload Too Large');
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refusal(400, 'Problems parsing JSON');
  }
}

/** Sends an answer: JSON, or nothing where it has no body. */
export function writeAnswer(response: ServerResponse, answer: Answer): void {
  if (answer.body === undefined) {
    response.writeHead(answer.status).end();
    return;
  }
  response.writeHead(answer.status, {
    'content-type': 'application/json; charset=utf-8',
    ...answer.headers,
  });
  response.end(JSON.stringify(answer.body));
}

/**
 * Refuses a request that does not carry the token, as `Bearer <token>` or `token <token>`.
 *
 * @throws {Refusal} 401, worded as GitHub does for no credentials and for wrong ones
 */
export function requireToken(request: IncomingMessage, token: string): void {
  const given = request.headers.authorization;
  if (given === undefined) throw new Refusal(401, 'Requires authentication');
  const [scheme = '', credential] = given.split(' ');
  const isKnownScheme = ['bearer', 'token'].includes(scheme.toLowerCase());
  if (!isKnownScheme || credential !== token) throw new Refusal(401, 'Bad credentials');
}
