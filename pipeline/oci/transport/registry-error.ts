import { RemoteError } from '../../../model/errors.ts';

/** Why a request to a registry failed. */
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
  /** What went wrong, for instance `404 NAME_UNKNOWN: repository name not known to registry`. */
  readonly reason: string;
  readonly status?: number;
  /** Number of attempts; 1 by default. */
  readonly attempts?: number;
  readonly cause?: unknown;
}

const again = 'run the same command again later; finished steps are not repeated';

const hint: Readonly<Record<RegistryErrorKind, (host: string) => string>> = {
  denied: (host) =>
    host === 'ghcr.io'
      ? 'set GHCR_USERNAME and GHCR_TOKEN (a token with read:packages, or write:packages to push), or run docker login ghcr.io; the account must have access to the package'
      : `log in with an account that has the permission: docker login ${host}`,
  'rate-limited': () => `this is a rate limit, not a missing permission; ${again}`,
  'not-found': () =>
    'check the name and the tag or digest; without a login, a private repository also gives this response',
  unavailable: (host) => `${host} has a problem; ${again}`,
  unreachable: (host) => `check the network, the proxy and the certificate of ${host}, then ${again}`,
  'timed-out': (host) => `check the connection to ${host}, then ${again}`,
  'too-large': () => 'the rest was not read; check what the reference points to',
  'digest-mismatch': () => 'the content was changed in the registry or in transit; do not use it',
  malformed: (host) => `check that ${host} is an OCI registry, and check the reference`,
  conflict: () => `other clients write at the same time; ${again}`,
  refused: (host) => `${host} does not accept this request; its response says why`,
};

/**
 * A request to a registry failed. The message has the request, what went wrong, and what to do. It never contains
 * credentials, nor the query of the URL.
 */
export class RegistryError extends RemoteError {
  readonly kind: RegistryErrorKind;
  /** HTTP status of the last response, if there was one. */
  readonly status: number | undefined;
  /** Method and URL, for instance `GET https://ghcr.io/v2/owner/name/manifests/1.0.76`. */
  readonly request: string;
  readonly attempts: number;

  constructor({ kind, method, url, reason, status, attempts = 1, cause }: RegistryFailure) {
    const request = `${method} ${url.origin}${url.pathname}`;
    const times = attempts > 1 ? ` (${attempts} attempts)` : '';
    super(`${request}: ${reason}${times}\n    ${hint[kind](url.host)}`, cause === undefined ? {} : { cause });
    this.name = 'RegistryError';
    this.kind = kind;
    this.status = status;
    this.request = request;
    this.attempts = attempts;
  }
}
