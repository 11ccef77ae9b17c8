import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from './api-error.ts';
import type { ApiResponse } from './route.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;

/**
 * Reads a request's JSON body.
 *
 * @returns undefined for an empty body
 * @throws {ApiError} 400 for invalid JSON, 413 for more than 10 MiB
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= MAX_BODY_BYTES) chunks.push(bytes);
  }
  if (size > MAX_BODY_BYTES) throw new ApiError(413, 'Payload Too Large');
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ApiError(400, 'Problems parsing JSON');
  }
}

/** Sends a response with its JSON body, if it has one. */
export function writeResponse(response: ServerResponse, { status, body, headers }: ApiResponse): void {
  if (body === undefined) {
    response.writeHead(status).end();
    return;
  }
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    ...headers,
  });
  response.end(JSON.stringify(body));
}

/**
 * Checks that a request carries the token, as `Bearer <token>` or `token <token>`.
 *
 * @throws {ApiError} 401, with GitHub's messages for missing and for wrong credentials
 */
export function requireToken(request: IncomingMessage, token: string): void {
  const given = request.headers.authorization;
  if (given === undefined) throw new ApiError(401, 'Requires authentication');
  const [scheme = '', credential] = given.split(' ');
  const isTokenScheme = ['bearer', 'token'].includes(scheme.toLowerCase());
  if (!isTokenScheme || credential !== token) throw new ApiError(401, 'Bad credentials');
}
