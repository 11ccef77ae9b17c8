import { readPointer } from './json-pointer.ts';
import { type Answer, ask, expectStatus } from './request.ts';
import { SkippedError, type Target, UnmetError } from './scenario.ts';

/** @throws SkippedError where nobody gave a password */
export function passwordOf({ password }: Target): string {
  if (password === undefined) throw new SkippedError('no password was given');
  return password;
}

/** Asks to be let in. */
export const askToSignIn = (target: Target, password: string): Promise<Answer> => {
  const { path, usernameField, passwordField, username } = target.login;
  return ask(target, {
    method: 'POST',
    path,
    body: { [usernameField]: username, [passwordField]: password },
  });
};

/** @returns the token in an answer; undefined where it has none */
export function tokenIn({ body }: Answer, { login }: Target): string | undefined {
  const token = readPointer(body, login.token);
  return typeof token === 'string' && token !== '' ? token : undefined;
}

/**
 * Signs in.
 *
 * @returns a token for `Authorization: Bearer`
 * @throws UnmetError where it is refused; SkippedError where nobody gave a password
 */
export async function signIn(target: Target): Promise<string> {
  const answer = await askToSignIn(target, passwordOf(target));
  expectStatus(answer, 200);
  const token = tokenIn(answer, target);
  if (token === undefined || !/^[\x21-\x7e]+$/.test(token))
    throw new UnmetError(`${answer.asked} answered without a token`);
  return token;
}
