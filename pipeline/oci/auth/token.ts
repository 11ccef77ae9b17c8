import { z } from 'zod';
import { parseJson } from '../../../model/json.ts';
import { exchange, type HttpDependencies, type HttpRequest } from '../transport/exchange.ts';
import { RegistryError } from '../transport/registry-error.ts';
import { describeResponse, errorKindOf } from '../transport/response.ts';
import type { Challenge } from './challenge.ts';
import type { Credentials } from './credentials.ts';

export interface Token {
  readonly value: string;
  /** When to get a new one: milliseconds since 1970, by this machine's clock. */
  readonly renewAt: number;
}

export interface TokenRequest {
  readonly challenge: Extract<Challenge, { scheme: 'bearer' }>;
  readonly scopes: readonly string[];
  readonly credentials: Credentials | undefined;
  /** Whether the token server may use plain http; only if the registry itself does. */
  readonly plainHttp: boolean;
}

const tokenSchema = z.object({
  token: z.string().min(1).optional(),
  access_token: z.string().min(1).optional(),
  expires_in: z.number().positive().optional(),
});

/** The Authorization header of a login with a password. */
export const basicHeader = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

function tokenHttpRequest(url: URL, { challenge, scopes, credentials }: TokenRequest): HttpRequest {
  const limit = 2 ** 20;
  const service: [string, string][] = challenge.service === undefined ? [] : [['service', challenge.service]];
  if (credentials?.kind === 'identity-token') {
    const token = credentials.token.reveal();
    const form: [string, string][] = [
      ['grant_type', 'refresh_token'],
      ['client_id', 'release-pipeline'],
      ['refresh_token', token],
      ['scope', scopes.join(' ')],
    ];
    const body = new URLSearchParams([...form, ...service]).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return { method: 'POST', url, headers, body, limit, secrets: [token] };
  }
  const tokenUrl = new URL(url);
  for (const [key, value] of service) tokenUrl.searchParams.append(key, value);
  for (const scope of scopes) tokenUrl.searchParams.append('scope', scope);
  if (credentials === undefined) return { method: 'GET', url: tokenUrl, headers: {}, limit };
  const password = credentials.password.reveal();
  const authorization = basicHeader(credentials.username, password);
  return {
    method: 'GET',
    url: tokenUrl,
    headers: { authorization },
    limit,
    secrets: [password, authorization],
  };
}

/**
 * Gets a token from the token server of a challenge (distribution's "Token Authentication Specification", and its
 * OAuth2 form for identity tokens). Its lifetime counts from now by this machine's clock, so that a wrong clock does
 * not matter.
 *
 * @throws RegistryError if the server refuses or returns no token, or if its URL is not https
 */
export async function fetchToken(request: TokenRequest, dependencies: HttpDependencies): Promise<Token> {
  const url = URL.parse(request.challenge.realm);
  if (url === null || (url.protocol !== 'https:' && !(request.plainHttp && url.protocol === 'http:')))
    throw new RegistryError({
      kind: 'malformed',
      method: 'GET',
      url: url ?? new URL('about:blank'),
      reason: 'the registry names a token server whose URL is not https, so no request was sent',
    });
  const httpRequest = tokenHttpRequest(url, request);
  const { method } = httpRequest;
  const response = await exchange(async () => httpRequest, dependencies);
  if (response.status !== 200)
    throw new RegistryError({
      method,
      url,
      kind: errorKindOf(response) === 'refused' ? 'denied' : errorKindOf(response),
      reason: `${describeResponse(response, httpRequest.secrets)}, no token for ${request.scopes.join(' ')}`,
      status: response.status,
    });
  const { data } = tokenSchema.safeParse(parseJson(response.bytes));
  const value = data?.token ?? data?.access_token;
  if (value === undefined || /[^\x21-\x7e]/.test(value))
    throw new RegistryError({ kind: 'malformed', method, url, reason: '200 without a token' });
  const life = (data?.expires_in ?? 60) * 1000;
  return { value, renewAt: dependencies.now() + life - Math.min(10_000, life / 2) };
}
