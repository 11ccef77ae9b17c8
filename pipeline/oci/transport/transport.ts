import { Authorization } from '../auth/authorization.ts';
import { type Credentials, findCredentials } from '../auth/credentials.ts';
import { fetchToken } from '../auth/token.ts';
import type { Repository } from '../reference.ts';
import { exchange, type Outgoing, type Surroundings, surroundings } from './exchange.ts';
import { RegistryError } from './registry-error.ts';
import { type Answer, describeAnswer, kindOf } from './response.ts';

export interface TransportOptions extends Partial<Surroundings> {
  /** The login for a registry. @default findCredentials */
  readonly credentials?: (registry: string) => Promise<Credentials | undefined>;
  /** Whether registries on this machine (localhost, 127.0.0.1, [::1]) speak plain http. @default false */
  readonly plainHttp?: boolean;
}

/** One question to the API of a repository. */
export interface Question extends Repository {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  /** Below `/v2/<repository>/`; or where to ask, found anew for every attempt. */
  readonly path: string | (() => Promise<URL>);
  /** Whether the right to push is needed. */
  readonly push?: boolean;
  /** A second repository of that registry that must be readable. */
  readonly alsoPull?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  /** Bytes of the answer. @default 4 MiB, which the specification sets for manifests */
  readonly limit?: number;
  /** Bytes that are expected or sent. */
  readonly size?: number;
  /** Statuses that are an answer; any other is thrown. */
  readonly expected: readonly number[];
}

/** Asks registries; a stalled, faulty or limiting one is asked again within bounds. */
export interface Transport {
  readonly ask: (question: Question) => Promise<Answer>;
  readonly url: (repository: Repository, path: string) => URL;
  /** How far a registry's clock was ahead of this machine's at its last answer, in milliseconds, to the second. */
  readonly clockSkew: (registry: string) => number | undefined;
  readonly around: Surroundings;
}

export const manifestLimit = 4 * 2 ** 20;
const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/;
/** Docker Hub's API has another host than its references. */
const apiHost = (registry: string) => (registry === 'docker.io' ? 'registry-1.docker.io' : registry);

/** Parts of a login that must not show, should a server repeat them. */
const secretsOf = (authorization: string | undefined): readonly string[] => {
  const value = authorization?.slice(authorization.indexOf(' ') + 1);
  if (value === undefined) return [];
  const decoded = Buffer.from(value, 'base64').toString();
  return authorization?.startsWith('Basic ') ? [value, decoded.slice(decoded.indexOf(':') + 1)] : [value];
};

const scopesOf = ({ repository, push = false, alsoPull }: Question): string[] => [
  `repository:${repository}:${push ? 'pull,push' : 'pull'}`,
  ...(alsoPull === undefined ? [] : [`repository:${alsoPull}:pull`]),
];

/** Makes a transport; it keeps the tokens of every registry that it is used for. */
export function createTransport(options: TransportOptions = {}): Transport {
  const { credentials = findCredentials, plainHttp = false, ...given } = options;
  const around: Surroundings = { ...surroundings, ...given };
  const authorizations = new Map<string, Authorization>();
  const skews = new Map<string, number>();
  const isPlain = (registry: string) => plainHttp && loopback.test(registry);

  const authorizationFor = (registry: string) => {
    const known = authorizations.get(registry);
    if (known !== undefined) return known;
    const made = new Authorization({
      credentials: () => credentials(registry),
      fetchToken: (challenge, scopes, login) =>
        fetchToken({ challenge, scopes, credentials: login, plainHttp: isPlain(registry) }, around),
      now: around.now,
    });
    authorizations.set(registry, made);
    return made;
  };

  const url = ({ registry, repository }: Repository, path: string) =>
    new URL(`${isPlain(registry) ? 'http' : 'https'}://${apiHost(registry)}/v2/${repository}/${path}`);

  const askNow = async (question: Question): Promise<Answer> => {
    const { method, path, headers = {}, body, limit = manifestLimit, size = body?.byteLength } = question;
    const authorization = authorizationFor(question.registry);
    const scopes = scopesOf(question);
    const home = url(question, '');
    let used: string | undefined;
    let asked = home;
    const prepare = async (): Promise<Outgoing> => {
      asked = typeof path === 'string' ? url(question, path) : await path();
      used = asked.origin === home.origin ? await authorization.header(scopes) : undefined;
      return {
        method,
        url: asked,
        headers: used === undefined ? headers : { ...headers, authorization: used },
        limit,
        secrets: secretsOf(used),
        ...(body === undefined ? {} : { body }),
        ...(size === undefined ? {} : { size }),
      };
    };
    // The first 401 brings the challenge, a second one may mean a token that has expired.
    for (let round = 1; ; round++) {
      const answer = await exchange(prepare, around);
      const date = Date.parse(answer.headers.get('date') ?? '');
      if (asked.origin === home.origin && !Number.isNaN(date))
        skews.set(question.registry, date - around.now());
      if (question.expected.includes(answer.status)) return answer;
      const wanted = answer.headers.get('www-authenticate') ?? '';
      if (answer.status === 401 && round < 3 && (await authorization.refused(wanted, used, scopes))) continue;
      throw new RegistryError({
        kind: kindOf(answer),
        method,
        url: asked,
        answer: describeAnswer(answer, secretsOf(used)),
        status: answer.status,
      });
    }
  };
  const firsts = new Map<string, Promise<unknown>>();
  /** The first question to a registry goes alone and learns how it wants a login; else each of many would be refused. */
  const ask = (question: Question): Promise<Answer> => {
    // What finds out where to ask is a question of its own, and comes before.
    if (typeof question.path === 'function') return askNow(question);
    const first = firsts.get(question.registry);
    if (first !== undefined) return first.then(() => askNow(question));
    const answer = askNow(question);
    firsts.set(
      question.registry,
      answer.catch(() => undefined),
    );
    return answer;
  };
  return { ask, url, clockSkew: (registry) => skews.get(registry), around };
}
