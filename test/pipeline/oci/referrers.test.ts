import { describe, expect, it } from '@jest/globals';
import { createClient } from '../../../pipeline/oci/client.ts';
import { mediaTypes } from '../../../pipeline/oci/media-types.ts';
import { artifact, descriptorOf } from './support/content.ts';

const where = { registry: 'registry.example', repository: 'charts/app' };
const chart = artifact({ chart: 'yes' });
const subject = descriptorOf(chart.mediaType, chart.bytes);
const referrer = (n: number, artifactType = 'a/b') => ({
  ...descriptorOf(chart.mediaType, artifact({ n: String(n) }).bytes),
  artifactType,
});

const index = (manifests: unknown[], headers: Record<string, string> = {}) =>
  Response.json(
    { schemaVersion: 2, manifests },
    { headers: { 'content-type': mediaTypes.index, ...headers } },
  );

const given = (respond: (line: string) => Response) => {
  const lines: string[] = [];
  const client = createClient({
    credentials: async () => undefined,
    sleep: async () => {},
    fetch: async (url, init) => {
      const line = `${init.method} ${url.pathname.replace('/v2/charts/app', '')}${url.search}`;
      lines.push(line);
      return respond(line);
    },
  });
  return { client, lines };
};

describe('referrers in a registry with the referrers API', () => {
  it('are read from all pages, and filtered again by artifact type', async () => {
    const link = `<${`/v2/charts/app/referrers/${subject.digest}?page=2`}>; rel="next"`;
    const { client, lines } = given((line) =>
      line.includes('page=2') ? index([referrer(2), referrer(3, 'c/d')]) : index([referrer(1)], { link }),
    );
    expect(await client.listReferrers(where, subject.digest, 'a/b')).toEqual([referrer(1), referrer(2)]);
    expect(lines[0]).toBe(`GET /referrers/${subject.digest}?artifactType=a%2Fb`);
    expect(lines).toHaveLength(2);
  });

  it('are attached with one request if the response has the header OCI-Subject', async () => {
    const headers = { 'oci-subject': subject.digest };
    const { client, lines } = given(() => new Response(null, { status: 201, headers }));
    const attached = await client.attachReferrer(where, artifact({ n: '1' }, subject));
    expect(lines).toEqual([`PUT /manifests/${attached.digest}`]);
  });
});

describe('referrers in a registry without the referrers API', () => {
  it.each([
    ['status 404', () => new Response('404 page not found', { status: 404 })],
    [
      'an HTML page, as from ghcr.io',
      () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
    ],
    ['status 405', () => new Response(null, { status: 405 })],
    ['status 501', () => new Response(null, { status: 501 })],
  ])('are read from the index by its tag after %s', async (_, refusal) => {
    const tag = `/manifests/sha256-${subject.digest.slice(7)}`;
    const { client } = given((line) => (line === `GET ${tag}` ? index([referrer(1)]) : refusal()));
    expect(await client.listReferrers(where, subject.digest)).toEqual([referrer(1)]);
  });

  it('are not read from the index after status 503, which is an error', async () => {
    const { client } = given(() => new Response(null, { status: 503 }));
    await expect(client.listReferrers(where, subject.digest)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('attachReferrer', () => {
  it('adds its entry again when another writer overwrites the index', async () => {
    const manifests = new Map<string, { mediaType: string; bytes: NonNullable<RequestInit['body']> }>();
    const indexTag = `sha256-${subject.digest.slice(7)}`;
    let overwrites = 0;
    const client = createClient({
      credentials: async () => undefined,
      sleep: async () => {},
      fetch: async (url, init) => {
        const name = url.pathname.split('/').at(-1) ?? '';
        if (name === 'list') return Response.json({ tags: [...manifests.keys()] });
        if (init.method === 'PUT') {
          const mediaType = new Headers(init.headers).get('content-type') ?? '';
          const before = manifests.get(name);
          // Another writer, who read the index before ours was there, writes it after us.
          if (name === indexTag && before !== undefined && overwrites++ < 3)
            return new Response(null, { status: 201 });
          manifests.set(name, { mediaType, bytes: init.body ?? '' });
          return new Response(null, { status: 201 });
        }
        const stored = url.pathname.includes('/manifests/') ? manifests.get(name) : undefined;
        if (stored === undefined) return new Response(null, { status: 404 });
        return new Response(stored.bytes, { headers: { 'content-type': stored.mediaType } });
      },
    });
    const first = await client.attachReferrer(where, artifact({ n: '1' }, subject));
    const second = await client.attachReferrer(where, artifact({ n: '2' }, subject));
    expect(overwrites).toBe(4);
    expect(await client.listReferrers(where, subject.digest)).toEqual([first, second]);
  });

  it('refuses a manifest without a subject', async () => {
    const { client, lines } = given(() => new Response(null, { status: 201 }));
    await expect(client.attachReferrer(where, chart)).rejects.toThrow('subject');
    expect(lines).toEqual([]);
  });
});
