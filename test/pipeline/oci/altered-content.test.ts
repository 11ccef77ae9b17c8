import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Client } from '../../../pipeline/oci/client.ts';
import { digestOf } from '../../../pipeline/oci/digest.ts';
import { createMemoryRegistry, type MemoryRegistry } from '../../support/memory-registry.ts';
import { clientOf } from '../../support/published-release.ts';
import { artifact, bytesOf, emptyBlob } from './support/content.ts';

const where = { registry: 'ghcr.io', repository: 'acme/app' };
const v1 = { ...where, tag: 'v1' };
const manifest = artifact({ a: 'a' });
const digest = digestOf(manifest.bytes);
const other = digestOf(bytesOf('other'));

let registry: MemoryRegistry;
let client: Client;

beforeEach(async () => {
  registry = createMemoryRegistry();
  client = clientOf(registry);
  await client.pushBlob(where, emptyBlob);
  await client.putManifest(where, manifest, 'v1');
});

/** The next answer to this method has the digest of other content in its header. */
const announceOther = (method: string, headers: Record<string, string> = {}, body?: typeof emptyBlob) =>
  registry.inject(
    new RegExp(`^${method} `),
    () => new Response(body ?? null, { headers: { ...headers, 'docker-content-digest': other } }),
  );

describe('a blob whose bytes were altered in the registry', () => {
  it('is refused, and both digests are named', async () => {
    const blob = await client.pushBlob(where, bytesOf('a blob'));
    registry.alter(where, blob.digest, (text) => text.replace('a', 'b'));
    for (const wanted of [{ digest: blob.digest }, blob])
      await expect(client.getBlob(where, wanted)).rejects.toMatchObject({
        kind: 'digest-mismatch',
        message: expect.stringContaining(`${digestOf(bytesOf('b blob'))} instead of ${blob.digest}`),
      });
  });

  it('is refused when it is cut short', async () => {
    const blob = await client.pushBlob(where, bytesOf('a blob'));
    registry.alter(where, blob.digest, (text) => text.slice(1));
    await expect(client.getBlob(where, blob)).rejects.toMatchObject({ kind: 'digest-mismatch' });
  });

  it('is refused by its SHA-512, where it is asked for by that', async () => {
    const wanted = digestOf(bytesOf('a blob'), `sha512:${'0'.repeat(128)}`);
    registry.inject(
      /blobs/,
      () => new Response('b blob'),
      () => new Response('a blob'),
    );
    await expect(client.getBlob(where, { digest: wanted })).rejects.toMatchObject({
      kind: 'digest-mismatch',
    });
    expect(await client.getBlob(where, { digest: wanted })).toEqual(bytesOf('a blob'));
  });

  it('is not read on when it is larger than announced', async () => {
    const blob = await client.pushBlob(where, bytesOf('a blob'));
    registry.alter(where, blob.digest, (text) => `${text}!`);
    await expect(client.getBlob(where, blob)).rejects.toMatchObject({ kind: 'too-large' });
  });

  it('is not copied to another repository', async () => {
    const blob = await client.pushBlob(where, bytesOf('a blob'));
    registry.alter(where, blob.digest, (text) => text.replace('a', 'b'));
    registry.inject(/uploads/, () => new Response(null, { status: 202, headers: { location: '/v2/x' } }));
    const to = { ...where, repository: 'acme/other' };
    await expect(client.mountBlob(to, blob, where.repository)).rejects.toMatchObject({
      kind: 'digest-mismatch',
    });
    expect(await client.blobExists(to, blob.digest)).toBe(false);
  });
});

describe('a manifest whose bytes were altered in the registry', () => {
  const altered = expect.stringMatching(new RegExp(`sha256:[0-9a-f]{64} instead of ${digest}`));

  it.each([
    ['its digest', { ...where, digest }],
    ['its tag, by the digest that the registry announces', v1],
    ['both', { ...v1, digest }],
  ])('is refused when it is read by %s', async (_, reference) => {
    registry.alter(where, digest, (text) => text.replace('"a":"a"', '"a":"b"'));
    await expect(client.findManifest(reference)).rejects.toMatchObject({
      kind: 'digest-mismatch',
      message: altered,
    });
    await expect(client.getManifest(reference)).rejects.toMatchObject({ kind: 'digest-mismatch' });
  });

  it('is refused when the registry announces another digest than was asked for', async () => {
    announceOther('GET', { 'content-type': manifest.mediaType }, manifest.bytes);
    await expect(client.findManifest({ ...where, digest })).rejects.toMatchObject({
      kind: 'digest-mismatch',
    });
  });

  it('is refused when the registry announces no digest', async () => {
    const headers = { 'content-type': manifest.mediaType };
    registry.inject(/^GET /, () => new Response(artifact({ a: 'b' }).bytes, { headers }));
    await expect(client.findManifest({ ...where, digest })).rejects.toMatchObject({
      kind: 'digest-mismatch',
      message: altered,
    });
  });
});

describe('an answer to HEAD', () => {
  const headers = { 'content-length': '1', 'content-type': manifest.mediaType };

  it('is refused when it announces another digest than was asked for', async () => {
    announceOther('HEAD', headers);
    await expect(client.resolve({ ...where, digest })).rejects.toMatchObject({
      kind: 'digest-mismatch',
      message: expect.stringContaining(`${other} instead of ${digest}`),
    });
  });

  it.each([
    ['no digest', { 'content-length': '1' }],
    ['a malformed digest', { 'content-length': '1', 'docker-content-digest': 'sha256:x' }],
    ['no size', { 'docker-content-digest': other }],
  ])('with %s is not believed: the manifest is read and checked', async (_, given) => {
    const answer = () => new Response(null, { headers: given as Record<string, string> });
    registry.inject(/^HEAD /, answer, answer);
    expect((await client.resolve(v1))?.digest).toBe(digest);
    registry.alter(where, digest, (text) => text.replace('"a":"a"', '"a":"b"'));
    await expect(client.resolve({ ...where, digest })).rejects.toMatchObject({ kind: 'digest-mismatch' });
  });
});

describe('a manifest that is pushed', () => {
  it('is not taken for stored when the registry says that it kept another', async () => {
    announceOther('PUT');
    await expect(client.putManifest(where, manifest, 'v2')).rejects.toMatchObject({
      kind: 'digest-mismatch',
      message: expect.stringContaining(`the registry stored ${other} instead of ${digest}`),
    });
  });
});
