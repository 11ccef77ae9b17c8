import { Authorization } from '../auth/authorization.ts';
import { type Credentials, findCredentials } from '../auth/credentials.ts';
import { fetchToken } from '../auth/token.ts';
import type { Repository } from '../reference.ts';
import { defaultDependencies, exchange, type HttpDependencies, type HttpRequest } from './exchange.ts';
import { RegistryError } from './registry-error.ts';
import { describeResponse, errorKindOf, type HttpResponse } from './response.ts';

export interface TransportOptions extends Partial<HttpDependencies> {
  /** Finds the login for a registry. @default findCredentials */
  readonly credentials?: (registry: string) => Promise<Credentials | undefined>;
  /** Whether to use plain http for registries on this machine (localhost, 127.0.0.1, [::1]). @default false */
  readonly plainHttp?: boolean;
}

/** A request to the API of a repository. */
export interface RegistryRequest extends Repository {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  /** Path below `/v2/<repository>/`, or a function that finds the URL for each attempt. */
  readonly path: string | (() => Promise<URL>);
  /** Whether it needs the permission to push. */
  readonly push?: boolean;
  /** Another repository of the registry that it needs to read from. */
  readonly alsoPull?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  /** Maximal size of the response in bytes. @default 4 MiB, the specification's limit for manifests */
  readonly limit?: number;
  /** Bytes that are sent or expected, for the timeout. */
  readonly size?: number;
  /** Statuses to return; any other is thrown as a RegistryError. */
  readonly expected: readonly number[];
}

/** Sends requests to registries, and repeats them a limited number of times if a registry fails or limits the rate. */
export interface Transport {
  readonly send: (request: RegistryRequest) => Promise<HttpResponse>;
  readonly url: (repository: Repository, path: string) => URL;
  /** How far a registry's clock was ahead of this machine's at its last response: milliseconds, precise to 1 s. */
  readonly clockSkew: (registry: string) => number | undefined;
  readonly dependencies: HttpDependencies;
}

export const manifestLimit = 4 * 2 ** 20;
const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/;
/** Docker Hub's API has a different host than its references. */
const apiHost = (registry: string) => (registry === 'docker.io' ? 'registry-1.docker.io' : registry);

/** The secrets in an Authorization header, to be left out of messages. */
const secretsInHeader = (authorization: string | undefined): readonly string[] => {
  const value = authorization?.slice(authorization.indexOf(' ') + 1);
  if (value === undefined) return [];
  const decoded = Buffer.from(value, 'base64').toString();
  return authorization?.startsWith('Basic ') ? [value, decoded.slice(decoded.indexOf(':') + 1)] : [value];
};

const scopesOf = ({ repository, push = false, alsoPull }: RegistryRequest): string[] => [
  `repository:${repository}:${push ? 'pull,push' : 'pull'}`,
  ...(alsoPull === undefined ? [] : [`repository:${alsoPull}:pull`]),
];

/** Creates a transport, which caches the tokens of every registry that it is used for. */
export function createTransport(options: TransportOptions = {}): Transport {
  const { credentials = findCredentials, plainHttp = false, ...given } = options;
  const dependencies: HttpDependencies = { ...defaultDependencies, ...given };
  const authorizations = new Map<string, Authorization>();
  const skews = new Map<string, number>();
  const usesPlainHttp = (registry: string) => plainHttp && loopback.test(registry);

  const authorizationFor = (registry: string) => {
    const existing = authorizations.get(registry);
    if (existing !== undefined) return existing;
    const created = new Authorization({
      credentials: () => credentials(registry),
      fetchToken: (challenge, scopes, login) =>
        fetchToken(
          { challenge, scopes, credentials: login, plainHttp: usesPlainHttp(registry) },
          dependencies,
        ),
      now: dependencies.now,
    });
    authorizations.set(registry, created);
    return created;
  };

  const url = ({ registry, repository }: Repository, path: string) =>
    new URL(`${usesPlainHttp(registry) ? 'http' : 'https'}://${apiHost(registry)}/v2/${repository}/${path}`);

  const sendNow = async (request: RegistryRequest): Promise<HttpResponse> => {
    const { method, path, headers = {}, body, limit = manifestLimit, size = body?.byteLength } = request;
    const authorization = authorizationFor(request.registry);
    const scopes = scopesOf(request);
    const home = url(request, '');
    let used: string | undefined;
    let target = home;
    const prepare = async (): Promise<HttpRequest> => {
      target = typeof path === 'string' ? url(request, path) : await path();
      used = target.origin === home.origin ? await authorization.header(scopes) : undefined;
      return {
        method,
        url: target,
        headers: used === undefined ? headers : { ...headers, authorization: used },
        limit,
        secrets: secretsInHeader(used),
        ...(body === undefined ? {} : { body }),
        ...(size === undefined ? {} : { size }),
      };
    };
    // The first 401 has the challenge; a second one may mean that the token has expired.
    for (let round = 1; ; round++) {
      const response = await exchange(prepare, dependencies);
      const date = Date.parse(response.headers.get('date') ?? '');
      if (target.origin === home.origin && !Number.isNaN(date))
        skews.set(request.registry, date - dependencies.now());
      if (request.expected.includes(response.status)) return response;
      const challenge = response.headers.get('www-authenticate') ?? '';
      if (response.status === 401 && round < 3 && (await authorization.refused(challenge, used, scopes)))
        continue;
      throw new RegistryError({
        kind: errorKindOf(response),
        method,
        url: target,
        reason: describeResponse(response, secretsInHeader(used)),
        status: response.status,
      });
    }
  };
  const firstRequests = new Map<string, Promise<unknown>>();
  /**
   * Sends the first request to a registry alone, to learn how it asks for a login; otherwise each of several concurrent
   * requests would be answered with 401 first.
   */
  const send = (request: RegistryRequest): Promise<HttpResponse> => {
    // The function that finds the URL sends a request of its own first.
    if (typeof request.path === 'function') return sendNow(request);
    const first = firstRequests.get(request.registry);
    if (first !== undefined) return first.then(() => sendNow(request));
    const response = sendNow(request);
    firstRequests.set(
      request.registry,
      response.catch(() => undefined),
    );
    return response;
  };
  return { send, url, clockSkew: (registry) => skews.get(registry), dependencies };
}
