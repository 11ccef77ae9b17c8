import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../../http/secret.ts';
import type { Credentials } from '../../../pipeline/oci/auth/credentials.ts';
import { createClient } from '../../../pipeline/oci/client.ts';
import { mediaTypes } from '../../../pipeline/oci/media-types.ts';
import { RegistryError } from '../../../pipeline/oci/transport/registry-error.ts';
import { artifact, bytesOf, descriptorOf } from './support/content.ts';

const where = { registry: 'ghcr.io', repository: 'owner/name' };
const v1 = { ...where, tag: 'v1' };
const bearer = 'Bearer realm="https://ghcr.io/token",service="ghcr.io"';
const unauthorized = (challenge = bearer) =>
  new Response('{}', { status: 401, headers: { 'www-authenticate': challenge } });
const password: Credentials = { kind: 'password', username: 'ada', password: new Secret('canary') };
const manifest = artifact({});
const found = () => new Response(manifest.bytes, { headers: { 'content-type': manifest.mediaType } });

interface SentRequest {
  readonly line: string;
  readonly authorization: string | null;
  readonly body: unknown;
}

/** A client of a registry that is a function, with a clock that tests set. */
function given(respond: (sent: SentRequest) => Response, credentials: Credentials | undefined = password) {
  const seen: SentRequest[] = [];
  const clock = { now: 1_000_000 };
  const client = createClient({
    credentials: async () => credentials,
    now: () => clock.now,
    sleep: async () => {},
    fetch: async (url, init) => {
      const authorization = new Headers(init.headers).get('authorization');
      const sent = { line: `${init.method} ${url.href}`, authorization, body: init.body };
      seen.push(sent);
      return respond(sent);
    },
  });
  return { client, seen, clock, lines: () => seen.map(({ line }) => line) };
}

const failure = async (promise: Promise<unknown>): Promise<RegistryError> => {
  const error = await promise.catch((thrown: unknown) => thrown);
  if (error instanceof RegistryError) return error;
  throw new Error(`not a RegistryError: ${error}`);
};

/** A registry with a token server. With `single`, a token is valid until the next one is issued. */
function tokenRegistry({ life = 300, single = false } = {}) {
  let issued = 0;
  const state = { revoked: 0 };
  const respond = ({ line, authorization }: SentRequest) => {
    if (line.includes('/token')) return Response.json({ token: `t${++issued}`, expires_in: life });
    const number = Number(authorization?.replace('Bearer t', '') ?? 0);
    return number > state.revoked && (!single || number === issued) ? found() : unauthorized();
  };
  return { state, respond };
}

describe('authorization of requests to a registry', () => {
  it('sends the first request without a login, then caches and shares one token per scope', async () => {
    const { client, lines } = given(tokenRegistry().respond);
    await client.getManifest(v1);
    await Promise.all([client.getManifest(v1), client.getManifest({ ...where, tag: 'v2' })]);
    expect(lines().filter((line) => line.includes('/token'))).toEqual([
      'GET https://ghcr.io/token?service=ghcr.io&scope=repository%3Aowner%2Fname%3Apull',
    ]);
    await client.putManifest(where, manifest, 'v3').catch(() => {});
    expect(lines().at(-2)).toContain('pull%2Cpush');
  });

  it("renews a token before it expires by this machine's clock", async () => {
    const { client, lines, clock } = given(tokenRegistry({ life: 60 }).respond);
    await client.getManifest(v1);
    clock.now += 49_000;
    await client.getManifest(v1);
    expect(lines().filter((line) => line.includes('/token'))).toHaveLength(1);
    clock.now += 2000;
    await client.getManifest(v1);
    expect(lines().filter((line) => line.includes('/token'))).toHaveLength(2);
  });

  it('renews a token that the registry rejects, once for all concurrent requests', async () => {
    const { respond, state } = tokenRegistry();
    const { client, lines } = given(respond);
    await client.getManifest(v1);
    state.revoked = 1;
    await Promise.all(Array.from({ length: 5 }, () => client.getManifest(v1)));
    expect(lines().filter((line) => line.includes('/token'))).toHaveLength(2);
  });

  it('exchanges an identity token with a POST request', async () => {
    const identity: Credentials = { kind: 'identity-token', token: new Secret('canary') };
    const { client, seen } = given(tokenRegistry().respond, identity);
    await client.getManifest(v1);
    const exchanged = seen.find(({ line }) => line.startsWith('POST'));
    expect(exchanged?.line).toBe('POST https://ghcr.io/token');
    expect(String(exchanged?.body)).toContain('refresh_token=canary&scope=repository%3Aowner%2Fname%3Apull');
  });

  it('gives up when every token is rejected, and removes secrets that the server repeats', async () => {
    const echo = ({ line, authorization }: SentRequest) =>
      line.includes('/token')
        ? Response.json(
            { errors: [{ code: 'DENIED', message: `no ${authorization} canary\u001b[31m` }] },
            { status: 403 },
          )
        : unauthorized();
    const error = await failure(given(echo).client.getManifest(v1));
    expect(error).toMatchObject({ kind: 'denied', status: 403 });
    expect(error.message).toContain('set GHCR_USERNAME and GHCR_TOKEN');
    expect(error.message).not.toMatch(/canary|\p{Cc}\[|YWRhOmNhbmFyeQ/u);
    const always = given(({ line }) =>
      line.includes('/token') ? Response.json({ token: 't' }) : unauthorized(),
    );
    expect(await failure(always.client.getManifest(v1))).toMatchObject({ kind: 'denied', status: 401 });
    expect(always.seen.length).toBeLessThan(8);
  });

  it('sends no login to a token server over plain http', async () => {
    const { client, seen } = given(() => unauthorized('Bearer realm="http://ghcr.io/token"'));
    expect(await failure(client.getManifest(v1))).toMatchObject({ kind: 'malformed' });
    expect(seen).toHaveLength(1);
  });

  it('sends no login to another host that an upload is redirected to', async () => {
    const { client, seen } = given(({ line, authorization }) => {
      if (line.startsWith('PUT')) return new Response(null, { status: 201 });
      if (authorization === null) return unauthorized('Basic realm="x"');
      if (line.startsWith('HEAD')) return new Response(null, { status: 404 });
      return new Response(null, { status: 202, headers: { location: 'https://cdn.example/up?state=1' } });
    });
    await client.pushBlob(where, bytesOf('x'));
    expect(seen.at(-1)?.line).toMatch(/^PUT https:\/\/cdn\.example\/up\?state=1&digest=sha256%3A/);
    expect(seen.at(-1)?.authorization).toBeNull();
  });

  it('uses plain http only for registries on this machine', async () => {
    const seen: string[] = [];
    const fetch = async (url: URL) => {
      seen.push(url.origin);
      return found();
    };
    const client = createClient({ plainHttp: true, fetch, credentials: async () => undefined });
    for (const registry of ['ghcr.io', '127.0.0.1:5000', 'localhost.evil.example'])
      await client.getManifest({ registry, repository: 'a', tag: 'b' });
    expect(seen).toEqual(['https://ghcr.io', 'http://127.0.0.1:5000', 'https://localhost.evil.example']);
  });
});

describe('checks of a response', () => {
  it('refuses a manifest of more than 4 MiB without a retry', async () => {
    const { client, seen } = given(() => new Response(new Uint8Array(4 * 2 ** 20 + 1)));
    expect(await failure(client.getManifest(v1))).toMatchObject({ kind: 'too-large' });
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['that is not JSON', '<html>', {}],
    ['that is not an object', '[]', {}],
    [
      'with another Content-Type than its media type',
      JSON.stringify({ mediaType: mediaTypes.index }),
      { 'content-type': mediaTypes.manifest },
    ],
    ['without a media type', '{}', { 'content-type': 'text/plain' }],
  ] as const)('refuses a manifest %s', async (_, body, headers) => {
    const { client } = given(() => new Response(body, { headers }));
    expect(await failure(client.getManifest(v1))).toMatchObject({ kind: 'malformed' });
  });

  it('refuses another digest in the response to HEAD, and reads the manifest if there is none', async () => {
    const { digest, size, mediaType } = descriptorOf(manifest.mediaType, manifest.bytes);
    const other = given(
      () =>
        new Response(null, {
          headers: { 'docker-content-digest': `sha256:${'0'.repeat(64)}`, 'content-length': '1' },
        }),
    );
    expect((await failure(other.client.resolve({ ...where, digest }))).message).toContain(
      `instead of ${digest}`,
    );
    const silent = given(({ line }) => (line.startsWith('HEAD') ? new Response(null) : found()));
    expect(await silent.client.resolve(v1)).toEqual({ digest, size, mediaType });
  });

  it('refuses links to the next page that form a cycle or lead to another host', async () => {
    for (const link of ['<?n=1000>; rel="next"', '<https://evil.example/x>; rel="next"']) {
      const { client, lines } = given(() => Response.json({ tags: ['a'] }, { headers: { link } }));
      expect(await failure(client.listTags(where))).toMatchObject({ kind: 'malformed' });
      expect(lines()).toEqual(['GET https://ghcr.io/v2/owner/name/tags/list?n=1000']);
    }
  });
});
