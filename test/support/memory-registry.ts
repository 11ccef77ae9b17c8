import { createHash } from 'node:crypto';
import { afterEach, jest } from '@jest/globals';
import { manifestName, type Reference, type Repository } from '../../pipeline/oci/reference.ts';

type Bytes = Uint8Array<ArrayBuffer>;

interface Content {
  readonly mediaType: string;
  readonly bytes: Bytes;
}

/** What one repository holds. Content is found by its digest, never checked against it: a test may alter it. */
interface Stored {
  readonly blobs: Map<string, Content>;
  readonly manifests: Map<string, Content>;
  /** Tag to digest. */
  readonly tags: Map<string, string>;
}

/** A response in place of the registry's own; an error that it throws is a failed network. */
export type Fault = (request: Request) => Response;

/** An error response with this HTTP status. */
export const status =
  (code: number, headers: Record<string, string> = {}): Fault =>
  () =>
    errorResponse(code, 'UNKNOWN', headers);

/** A connection that was reset, as the platform's fetch reports it. */
export const networkError: Fault = () => {
  throw new TypeError('fetch failed');
};

interface Login {
  readonly scheme: 'basic' | 'bearer';
  readonly username: string;
  readonly password: string;
}

export interface MemoryRegistryOptions {
  /** The registry's clock in milliseconds since 1970, for its Date header. @default Date.now */
  readonly now?: () => number;
  /** The login that is required directly (basic) or in exchange for a token (bearer). @default no login */
  readonly login?: Login;
}

export type MemoryRegistry = ReturnType<typeof createMemoryRegistry>;

const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const errorResponse = (code: number, error: string, headers: Record<string, string> = {}): Response =>
  Response.json({ errors: [{ code: error, message: error.toLowerCase() }] }, { status: code, headers });

/** Digests that a manifest needs in its repository before it is accepted: of its blobs, and of an index's manifests. */
function neededBy({ bytes }: Content): { readonly blobs: string[]; readonly manifests: string[] } {
  const { config, layers = [], manifests = [] } = JSON.parse(new TextDecoder().decode(bytes));
  const digestsOf = (descriptors: { readonly digest: string }[]) => descriptors.map(({ digest }) => digest);
  return { blobs: digestsOf([...(config ? [config] : []), ...layers]), manifests: digestsOf(manifests) };
}

function serve(method: string, content: Content | undefined, digest: string): Response {
  if (content === undefined) return errorResponse(404, 'UNKNOWN');
  const { mediaType, bytes } = content;
  const headers = {
    'content-type': mediaType,
    'content-length': String(bytes.byteLength),
    'docker-content-digest': digest,
  };
  return new Response(method === 'HEAD' ? null : bytes, { headers });
}

function putManifest({ blobs, manifests, tags }: Stored, name: string, content: Content): Response {
  const digest = sha256(content.bytes);
  if (name.includes(':') && name !== digest) return errorResponse(400, 'DIGEST_INVALID');
  const needed = neededBy(content);
  const isComplete =
    needed.blobs.every((blob) => blobs.has(blob)) && needed.manifests.every((each) => manifests.has(each));
  if (!isComplete) return errorResponse(400, 'MANIFEST_BLOB_UNKNOWN');
  manifests.set(digest, content);
  if (name !== digest) tags.set(name, digest);
  return new Response(null, { status: 201, headers: { 'docker-content-digest': digest } });
}

function listTags(url: URL, { tags }: Stored): Response {
  const { n = '1000', last = '' } = Object.fromEntries(url.searchParams);
  const rest = [...tags.keys()].sort().filter((tag) => tag > last);
  const page = rest.slice(0, Number(n));
  const next = `${url.pathname}?n=${n}&last=${page.at(-1)}`;
  const headers = new Headers(page.length < rest.length ? { link: `<${next}>; rel="next"` } : {});
  return Response.json({ tags: page }, { headers });
}

/** The response to a request without the login, or for a token; undefined if the request may pass. */
function authorize(login: Login, request: Request): Response | undefined {
  const { host, pathname } = new URL(request.url);
  const given = request.headers.get('authorization');
  const basic = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
  if (pathname === '/token')
    return given === basic ? Response.json({ token: 'memory' }) : errorResponse(401, 'UNAUTHORIZED');
  if (given === (login.scheme === 'basic' ? basic : 'Bearer memory')) return undefined;
  const challenge =
    login.scheme === 'basic' ? `Basic realm="${host}"` : `Bearer realm="https://${host}/token"`;
  return errorResponse(401, 'UNAUTHORIZED', { 'www-authenticate': challenge });
}

/**
 * A registry in memory, for every host: OCI distribution 1.1 without a referrers API, as ghcr.io is. Its `fetch` is
 * given to a client, or takes the platform's place by `installFetch`.
 */
export function createMemoryRegistry({ now = Date.now, login }: MemoryRegistryOptions = {}) {
  const repositories = new Map<string, Stored>();
  const faults: { readonly match: RegExp; readonly fault: Fault }[] = [];
  const requests: string[] = [];

  const storedIn = (name: string): Stored => {
    const stored = repositories.get(name) ?? { blobs: new Map(), manifests: new Map(), tags: new Map() };
    repositories.set(name, stored);
    return stored;
  };
  const storedAt = ({ registry, repository }: Repository) => storedIn(`${registry}/${repository}`);

  /** POST opens an upload, or mounts a blob of another repository; PUT with a digest ends the upload. */
  function upload(url: URL, { blobs }: Stored, method: string, bytes: Bytes): Response {
    const { digest = '', mount = '', from = '' } = Object.fromEntries(url.searchParams);
    const mounted = storedIn(`${url.host}/${from}`).blobs.get(mount);
    if (method === 'POST' && mounted === undefined) {
      const location = `${url.pathname}upload`;
      return new Response(null, { status: 202, headers: { location } });
    }
    if (mounted !== undefined) blobs.set(mount, mounted);
    else if (sha256(bytes) !== digest) return errorResponse(400, 'DIGEST_INVALID');
    else blobs.set(digest, { mediaType: 'application/octet-stream', bytes });
    return new Response(null, { status: 201 });
  }

  async function respond(request: Request, url: URL): Promise<Response> {
    const { method, headers } = request;
    const [, repository = '', kind = '', name = ''] =
      /^\/v2\/(.+)\/(manifests|blobs\/uploads|blobs|tags)\/(.*)$/.exec(url.pathname) ?? [];
    const stored = storedIn(`${url.host}/${repository}`);
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (kind === 'manifests' && method === 'PUT')
      return putManifest(stored, name, { mediaType: headers.get('content-type') ?? '', bytes });
    const digest = stored.tags.get(name) ?? name;
    if (kind === 'manifests') return serve(method, stored.manifests.get(digest), digest);
    if (kind === 'blobs') return serve(method, stored.blobs.get(name), name);
    if (kind === 'blobs/uploads') return upload(url, stored, method, bytes);
    if (kind === 'tags' && stored.tags.size > 0) return listTags(url, stored);
    return errorResponse(404, 'NAME_UNKNOWN');
  }

  async function fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    const line = `${request.method} ${request.url}`;
    requests.push(line);
    const index = faults.findIndex(({ match }) => match.test(line));
    const [injected] = index < 0 ? [] : faults.splice(index, 1);
    const url = new URL(request.url);
    const response =
      injected?.fault(request) ?? (login && authorize(login, request)) ?? (await respond(request, url));
    response.headers.set('date', new Date(now()).toUTCString());
    return response;
  }

  return {
    fetch,
    /** Method and URL of every request so far, including those with an injected fault. */
    requests,
    /** Faults for the next requests whose method and URL match, each used once. */
    inject: (match: RegExp, ...given: readonly Fault[]) => {
      faults.push(...given.map((fault) => ({ match, fault })));
    },
    /** Replaces the bytes of a manifest or blob, but not its digest and headers. */
    alter: (where: Repository, digest: string, change: (text: string) => string) => {
      const { blobs, manifests } = storedAt(where);
      const kept = [blobs, manifests].find((contents) => contents.has(digest));
      const content = kept?.get(digest);
      if (content === undefined) throw new Error(`there is no ${digest} to alter`);
      const bytes = new Uint8Array(
        Buffer.from(change(Buffer.from(content.bytes).toString('latin1')), 'latin1'),
      );
      kept?.set(digest, { ...content, bytes });
    },
    /** Points a tag to another manifest of its repository. */
    moveTag: (reference: Reference, digest: string) =>
      void storedAt(reference).tags.set(manifestName(reference), digest),
    deleteTag: (reference: Reference) => void storedAt(reference).tags.delete(manifestName(reference)),
    /** Removes a manifest or blob; tags that point to it stay. */
    deleteContent: (where: Repository, digest: string) => {
      const { blobs, manifests } = storedAt(where);
      blobs.delete(digest);
      manifests.delete(digest);
    },
  };
}

const installed: { readonly mockRestore: () => void }[] = [];

/** Replaces the platform's fetch by this registry until the test has ended, for code that creates its own client. */
export function installFetch({ fetch }: Pick<MemoryRegistry, 'fetch'>): void {
  installed.push(jest.spyOn(globalThis, 'fetch').mockImplementation(fetch));
}

afterEach(() => {
  for (const spy of installed.splice(0)) spy.mockRestore();
});
