import { type Challenge, parseChallenge } from './challenge.ts';
import type { Credentials } from './credentials.ts';
import { basicHeader, type Token } from './token.ts';

export interface AuthorizationSources {
  /** Asked once, and only when the registry wants a login. */
  readonly credentials: () => Promise<Credentials | undefined>;
  readonly fetchToken: (
    challenge: Extract<Challenge, { scheme: 'bearer' }>,
    scopes: readonly string[],
    credentials: Credentials | undefined,
  ) => Promise<Token>;
  readonly now: () => number;
}

/** How one registry is authorized: nothing until it asks, then Basic, or a token per scope that is kept. */
export class Authorization {
  readonly #sources: AuthorizationSources;
  readonly #tokens = new Map<string, Promise<Token>>();
  #challenge: Challenge | undefined;
  #credentials: Promise<Credentials | undefined> | undefined;

  constructor(sources: AuthorizationSources) {
    this.#sources = sources;
  }

  /**
   * The Authorization header for these scopes; requests at the same time share one token.
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
   * Takes note that a request was answered 401.
   *
   * @param wwwAuthenticate that answer's header
   * @param used the Authorization header that was refused
   * @returns whether `header` now gives another one, so that asking again makes sense
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
      const kept = this.#tokens.get(key);
      // Another request may have renewed it meanwhile.
      if (kept !== undefined && `Bearer ${(await kept).value}` === used) this.#forget(key, kept);
    }
    return (await this.header(scopes)) !== used;
  }

  async #token(
    challenge: Extract<Challenge, { scheme: 'bearer' }>,
    scopes: readonly string[],
  ): Promise<Token> {
    const key = scopes.join(' ');
    const kept = this.#tokens.get(key);
    if (kept !== undefined) {
      const token = await kept;
      if (this.#sources.now() < token.renewAt) return token;
      this.#forget(key, kept);
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
