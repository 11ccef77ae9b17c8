import { readPointer } from './json-pointer.ts';
import { expectStatus, type HttpResponse, sendRequest } from './request.ts';
import { ScenarioFailure, ScenarioSkipped, type Target } from './scenario.ts';

/** @throws ScenarioSkipped if no password was given */
export function requirePassword({ password }: Target): string {
  if (password === undefined) throw new ScenarioSkipped('no password was given');
  return password;
}

/** Sends a login request with this password. */
export const requestSignIn = (target: Target, password: string): Promise<HttpResponse> => {
  const { path, usernameField, passwordField, username } = target.login;
  return sendRequest(target, {
    method: 'POST',
    path,
    body: { [usernameField]: username, [passwordField]: password },
  });
};

/** The token in the response to a login; undefined if it has none. */
export function readToken({ body }: HttpResponse, { login }: Target): string | undefined {
  const token = readPointer(body, login.token);
  return typeof token === 'string' && token !== '' ? token : undefined;
}

/**
 * Signs in.
 *
 * @returns a token for `Authorization: Bearer`
 * @throws ScenarioFailure if the login is refused; ScenarioSkipped if no password was given
 */
export async function signIn(target: Target): Promise<string> {
  const response = await requestSignIn(target, requirePassword(target));
  expectStatus(response, 200);
  const token = readToken(response, target);
  if (token === undefined || !/^[\x21-\x7e]+$/.test(token))
    throw new ScenarioFailure(`${response.requestLine} answered without a token`);
  return token;
}
