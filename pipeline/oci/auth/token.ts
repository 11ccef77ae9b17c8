import { z } from 'zod';
import { parseJson } from '../../../model/json.ts';
import { exchange, type Outgoing, type Surroundings } from '../transport/exchange.ts';
import { RegistryError } from '../transport/registry-error.ts';
import { describeAnswer, kindOf } from '../transport/response.ts';
import type { Challenge } from './challenge.ts';
import type { Credentials } from './credentials.ts';

export interface Token {
  readonly value: string;
  /** Milliseconds since 1970, by the clock here; renewed from then on. */
  readonly renewAt: number;
}

export interface TokenRequest {
  readonly challenge: Extract<Challenge, { scheme: 'bearer' }>;
  readonly scopes: readonly string[];
  readonly credentials: Credentials | undefined;
  /** Whether the token server may be asked over plain http: only for a registry that is itself. */
  readonly plainHttp: boolean;
}

const tokenSchema = z.object({
  token: z.string().min(1).optional(),
  access_token: z.string().min(1).optional(),
  expires_in: z.number().positive().optional(),
});

/** The header value of a login with a password. */
export const basicHeader = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

function outgoing(url: URL, { challenge, scopes, credentials }: TokenRequest): Outgoing {
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
  const asked = new URL(url);
  for (const [key, value] of service) asked.searchParams.append(key, value);
  for (const scope of scopes) asked.searchParams.append('scope', scope);
  if (credentials === undefined) return { method: 'GET', url: asked, headers: {}, limit };
  const password = credentials.password.reveal();
  const authorization = basicHeader(credentials.username, password);
  return { method: 'GET', url: asked, headers: { authorization }, limit, secrets: [password, authorization] };
}

/**
 * Gets a token from the token server of a challenge (distribution's "Token Authentication Specification", and its
 * OAuth2 form for identity tokens). Its life is counted from here, so that a clock that is off does not matter.
 *
 * @throws RegistryError when the server refuses, answers otherwise, or would be sent the login in the clear
 */
export async function fetchToken(request: TokenRequest, around: Surroundings): Promise<Token> {
  const url = URL.parse(request.challenge.realm);
  if (url === null || (url.protocol !== 'https:' && !(request.plainHttp && url.protocol === 'http:')))
    throw new RegistryError({
      kind: 'malformed',
      method: 'GET',
      url: url ?? new URL('about:blank'),
      answer: 'the registry names a token server that is not https, and was not asked',
    });
  const message = outgoing(url, request);
  const asked = { method: message.method, url };
  const answer = await exchange(async () => message, around);
  if (answer.status !== 200)
    throw new RegistryError({
      ...asked,
      kind: kindOf(answer) === 'refused' ? 'denied' : kindOf(answer),
      answer: `${describeAnswer(answer, message.secrets)}, no token for ${request.scopes.join(' ')}`,
      status: answer.status,
    });
  const { data } = tokenSchema.safeParse(parseJson(answer.bytes));
  const value = data?.token ?? data?.access_token;
  if (value === undefined || /[^\x21-\x7e]/.test(value))
    throw new RegistryError({ ...asked, kind: 'malformed', answer: '200, without a token' });
  const life = (data?.expires_in ?? 60) * 1000;
  return { value, renewAt: around.now() + life - Math.min(10_000, life / 2) };
}
