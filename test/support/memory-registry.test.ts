import { describe, expect, it } from '@jest/globals';
import { pipeline } from '../../environments/index.ts';
import { pipeline as acme } from '../../examples/acme/environments/index.ts';
import { Secret } from '../../http/secret.ts';
import { findRelease, readRelease } from '../../pipeline/chart/read-release.ts';
import { readEvidence } from '../../pipeline/evidence/read.ts';
import { createClient } from '../../pipeline/oci/client.ts';
import { artifact, bytesOf, emptyBlob } from '../pipeline/oci/support/content.ts';
import { createMemoryRegistry, installFetch, networkError, status } from './memory-registry.ts';
import { clientOf, passedIn, publishRelease, rejectionOf } from './published-release.ts';

const where = { registry: 'ghcr.io', repository: 'acme/app' };

describe('the registry in memory', () => {
  it('returns what was pushed, by tag and by digest', async () => {
    const client = clientOf(createMemoryRegistry());
    const { digest } = await client.pushBlob(where, emptyBlob);
    expect(await client.getBlob(where, { digest })).toEqual(emptyBlob);
    const pushed = await client.putManifest(where, artifact({ a: 'a' }), 'v1');
    for (const reference of [
      { ...where, tag: 'v1' },
      { ...where, digest: pushed.digest },
    ]) {
      expect((await client.getManifest(reference)).digest).toBe(pushed.digest);
      expect(await client.resolve(reference)).toMatchObject({ digest: pushed.digest, size: pushed.size });
    }
  });

  it('has nothing of another host or another repository', async () => {
    const client = clientOf(createMemoryRegistry());
    await client.pushBlob(where, emptyBlob);
    await client.putManifest(where, artifact({ a: 'a' }), 'v1');
    for (const elsewhere of [
      { ...where, registry: 'quay.io' },
      { ...where, repository: 'acme/other' },
    ])
      expect(await client.resolve({ ...elsewhere, tag: 'v1' })).toBeUndefined();
  });

  it('refuses a manifest whose blobs are missing', async () => {
    const client = clientOf(createMemoryRegistry());
    await expect(client.putManifest(where, artifact({ a: 'a' }), 'v1')).rejects.toThrow(
      'MANIFEST_BLOB_UNKNOWN',
    );
  });

  it('mounts a blob from another repository without reading it', async () => {
    const registry = createMemoryRegistry();
    const client = clientOf(registry);
    const blob = await client.pushBlob(where, emptyBlob);
    registry.requests.length = 0;
    const to = { ...where, repository: 'acme/other' };
    await client.mountBlob(to, blob, where.repository);
    expect(registry.requests).toHaveLength(1);
    expect(await client.blobExists(to, blob.digest)).toBe(true);
  });

  it('lists tags page by page', async () => {
    const registry = createMemoryRegistry();
    const client = clientOf(registry);
    await client.pushBlob(where, emptyBlob);
    for (const tag of ['v3', 'v1', 'v2']) await client.putManifest(where, artifact({ tag }), tag);
    registry.requests.length = 0;
    expect(await client.listTags(where, 2)).toEqual(['v1', 'v2', 'v3']);
    expect(registry.requests).toHaveLength(2);
  });

  it('sends the time of its own clock', async () => {
    const now = Date.parse('2026-01-02T03:04:05Z');
    const client = clientOf(createMemoryRegistry({ now: () => now + 60_000 }), { now: () => now });
    await client.listTags(where);
    expect(client.clockSkew(where.registry)).toBe(60_000);
  });

  it.each(['basic', 'bearer'] as const)('lets in only who has the %s login', async (scheme) => {
    const login = { username: 'ada', password: 'right' };
    const registry = createMemoryRegistry({ login: { scheme, ...login } });
    const withPassword = (password: string) =>
      clientOf(registry, {
        credentials: async () => ({ kind: 'password', username: 'ada', password: new Secret(password) }),
      });
    await withPassword('right').pushBlob(where, emptyBlob);
    await expect(withPassword('wrong').pushBlob(where, emptyBlob)).rejects.toMatchObject({ kind: 'denied' });
    await expect(clientOf(registry).pushBlob(where, emptyBlob)).rejects.toMatchObject({ kind: 'denied' });
  });

  it('responds with the faults that a test injects, then normally again', async () => {
    const registry = createMemoryRegistry();
    registry.inject(/tags/, status(503), networkError);
    expect(await clientOf(registry).listTags(where)).toEqual([]);
    expect(registry.requests).toHaveLength(3);
  });

  it('keeps the digest of content that a test alters', async () => {
    const registry = createMemoryRegistry();
    const client = clientOf(registry);
    const { digest } = await client.pushBlob(where, bytesOf('a blob'));
    registry.alter(where, digest, (text) => text.replace('a', 'b'));
    const response = await registry.fetch(`https://ghcr.io/v2/acme/app/blobs/${digest}`);
    expect(response.headers.get('docker-content-digest')).toBe(digest);
    expect(await response.text()).toBe('b blob');
  });

  it("replaces the platform's fetch for code that creates its own client", async () => {
    const registry = createMemoryRegistry();
    await clientOf(registry).pushBlob(where, emptyBlob);
    await clientOf(registry).putManifest(where, artifact({ a: 'a' }), 'v1');
    installFetch(registry);
    expect(await createClient().listTags(where)).toEqual(['v1']);
  });
});

describe.each([
  ['the example application', acme],
  ['the application of this repository', pipeline],
])('a published release of %s', (_, { application }) => {
  it('has a lock with every image, each with its tag', async () => {
    const registry = createMemoryRegistry();
    const client = clientOf(registry);
    const { version, digest } = await publishRelease(registry, application, '1.0.77');
    const found = await findRelease(client, application, { version, digest });
    if (found === undefined) throw new Error('it was not published');
    const { images = [], tagged } = await readRelease(client, found);
    expect(tagged).toBe(digest);
    expect(images.map(({ name }) => name)).toEqual(Object.keys(application.images).sort());
    for (const image of images) expect(image.tagged).toBe(image.digest);
  });

  it('shows a moved tag, a deleted tag and deleted content', async () => {
    const registry = createMemoryRegistry();
    const client = clientOf(registry);
    const [older, newer] = [
      await publishRelease(registry, application, '1.0.76'),
      await publishRelease(registry, application, '1.0.77'),
    ];
    const chart = { ...newer.repository, tag: newer.version };
    registry.moveTag(chart, older.digest);
    expect((await client.resolve(chart))?.digest).toBe(older.digest);
    registry.deleteTag(chart);
    expect(await client.resolve(chart)).toBeUndefined();
    expect(await client.resolve({ ...newer.repository, digest: newer.digest })).toBeDefined();
    registry.deleteContent(newer.repository, newer.digest);
    expect(await client.resolve({ ...newer.repository, digest: newer.digest })).toBeUndefined();
  });

  it('has statements that are found without a referrers API', async () => {
    const registry = createMemoryRegistry();
    const release = await publishRelease(registry, application, '1.0.77');
    const statements = [passedIn('staging', release), rejectionOf(release)];
    for (const statement of statements) await release.attach(statement);
    const { accepted } = await readEvidence(clientOf(registry), release.repository, release.digest, []);
    expect(new Set(accepted.map(({ statement }) => statement))).toEqual(new Set(statements));
    expect((await registry.fetch(`https://ghcr.io/v2/acme/app/referrers/${release.digest}`)).status).toBe(
      404,
    );
  });
});
