import { type Challenge, parseChallenge } from './challenge.ts';
import type { Credentials } from './credentials.ts';
import { basicHeader, type Token } from './token.ts';

export interface AuthorizationSources {
  /** Called once, and only if the registry asks for a login. */
  readonly credentials: () => Promise<Credentials | undefined>;
  readonly fetchToken: (
    challenge: Extract<Challenge, { scheme: 'bearer' }>,
    scopes: readonly string[],
    credentials: Credentials | undefined,
  ) => Promise<Token>;
  readonly now: () => number;
}

/** Authorizes requests to one registry: without a header until the registry asks for one, then by Basic or by a cached token per scope. */
export class Authorization {
  readonly #sources: AuthorizationSources;
  readonly #tokens = new Map<string, Promise<Token>>();
  #challenge: Challenge | undefined;
  #credentials: Promise<Credentials | undefined> | undefined;

  constructor(sources: AuthorizationSources) {
    this.#sources = sources;
  }

  /**
   * The Authorization header for these scopes. Concurrent requests share one token.
   *
   * @param scopes for instance `repository:owner/name:pull,push`
   */
  async header(scopes: readonly string[]): Promise<string | undefined> {
    const challenge = this.#challenge;
    if (challenge === undefined) return undefined;
    if (challenge.scheme === 'bearer') return `Bearer ${(await this.#token(challenge, scopes)).value}`;
    const credentials = await this.#login();
    if (credentials?.kind !== 'password') return undefined;
    return basicHeader(credentials.username, credentials.password.reveal());
  }

  /**
   * Handles a response with status 401.
   *
   * @param wwwAuthenticate the response's header WWW-Authenticate
   * @param used the Authorization header that was sent
   * @returns whether `header` now returns another value, so that the request can be repeated
   */
  async refused(
    wwwAuthenticate: string,
    used: string | undefined,
    scopes: readonly string[],
  ): Promise<boolean> {
    const challenge = parseChallenge(wwwAuthenticate);
    if (challenge === undefined) return false;
    this.#challenge = challenge;
    if (challenge.scheme === 'bearer') {
      const key = scopes.join(' ');
      const stored = this.#tokens.get(key);
      // Another request may have renewed the token in the meantime.
      if (stored !== undefined && `Bearer ${(await stored).value}` === used) this.#forget(key, stored);
    }
    return (await this.header(scopes)) !== used;
  }

  async #token(
    challenge: Extract<Challenge, { scheme: 'bearer' }>,
    scopes: readonly string[],
  ): Promise<Token> {
    const key = scopes.join(' ');
    const stored = this.#tokens.get(key);
    if (stored !== undefined) {
      const token = await stored;
      if (this.#sources.now() < token.renewAt) return token;
      this.#forget(key, stored);
    }
    const current = this.#tokens.get(key);
    if (current !== undefined) return current;
    const fresh = this.#login().then((login) => this.#sources.fetchToken(challenge, scopes, login));
    this.#tokens.set(key, fresh);
    fresh.catch(() => this.#forget(key, fresh));
    return fresh;
  }

  #forget(key: string, token: Promise<Token>): void {
    if (this.#tokens.get(key) === token) this.#tokens.delete(key);
  }

  #login(): Promise<Credentials | undefined> {
    this.#credentials ??= this.#sources.credentials();
    return this.#credentials;
  }
}
