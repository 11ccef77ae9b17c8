import { RemoteError } from '../../../model/errors.ts';

/** Why a registry did not do what it was asked. */
export type RegistryErrorKind =
  | 'denied'
  | 'rate-limited'
  | 'not-found'
  | 'unavailable'
  | 'unreachable'
  | 'timed-out'
  | 'too-large'
  | 'digest-mismatch'
  | 'malformed'
  | 'conflict'
  | 'refused';

export interface RegistryFailure {
  readonly kind: RegistryErrorKind;
  readonly method: string;
  readonly url: URL;
  /** What came back, for instance `404 NAME_UNKNOWN: repository name not known to registry`. */
  readonly answer: string;
  readonly status?: number;
  /** How often it was asked; 1 if absent. */
  readonly attempts?: number;
  readonly cause?: unknown;
}

const again = 'run the same command again later: what was done already is kept';

const hint: Readonly<Record<RegistryErrorKind, (host: string) => string>> = {
  denied: (host) =>
    host === 'ghcr.io'
      ? 'set GHCR_USERNAME and GHCR_TOKEN (a token with read:packages, or write:packages to push), or run docker login ghcr.io; the account must have access to the package'
      : `log in with an account that may do this: docker login ${host}`,
  'rate-limited': () => `this is a rate limit, not a denial; ${again}`,
  'not-found': () =>
    'check the name and the tag or digest; a private repository also looks like this without a login',
  unavailable: (host) => `${host} has a fault; ${again}`,
  unreachable: (host) => `check the network, the proxy and the certificate of ${host}, then ${again}`,
  'timed-out': (host) => `check the connection to ${host}, then ${again}`,
  'too-large': () =>
    'it is more than is ever expected here, and was not read on; check what the reference points to',
  'digest-mismatch': () => 'the content was altered in the registry or on the way; do not use it',
  malformed: (host) => `check that ${host} is an OCI registry and that the reference points to what you mean`,
  conflict: () => `others write at the same time; ${again}`,
  refused: (host) => `${host} does not accept this; its answer says why`,
};

/**
 * A registry did not answer, or not as asked: the message says what was asked, of whom, what came back and what to
 * do. It never holds a credential, and of the URL neither user nor query.
 */
export class RegistryError extends RemoteError {
  readonly kind: RegistryErrorKind;
  /** HTTP status of the last answer, where there was one. */
  readonly status: number | undefined;
  /** Method and URL, for instance `GET https://ghcr.io/v2/owner/name/manifests/1.0.76`. */
  readonly asked: string;
  readonly attempts: number;

  constructor({ kind, method, url, answer, status, attempts = 1, cause }: RegistryFailure) {
    const asked = `${method} ${url.origin}${url.pathname}`;
    const times = attempts > 1 ? ` (${attempts} attempts)` : '';
    super(`${asked}: ${answer}${times}\n    ${hint[kind](url.host)}`, cause === undefined ? {} : { cause });
    this.name = 'RegistryError';
    this.kind = kind;
    this.status = status;
    this.asked = asked;
    this.attempts = attempts;
  }
}
