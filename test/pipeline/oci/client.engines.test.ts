import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../http/secret.ts';
import { type Client, createClient } from '../../../pipeline/oci/client.ts';
import { digestOf } from '../../../pipeline/oci/digest.ts';
import { mediaTypes } from '../../../pipeline/oci/media-types.ts';
import { login, startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { artifact, bytesOf, descriptorOf, emptyBlob } from './support/content.ts';

const withLogin = (password = login.password) =>
  createClient({
    credentials: async () => ({
      kind: 'password',
      username: login.username,
      password: new Secret(password),
    }),
  });

const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe.each(['basic', 'token'] as const)(
  'the client with a real registry over TLS with %s auth',
  (auth) => {
    let registry: TestRegistry;
    let client: Client;
    const at = (repository: string) => ({ registry: registry.host, repository });

    beforeAll(async () => {
      registry = await startTestRegistry(auth);
      client = withLogin();
    }, 60_000);
    afterAll(() => registry.stop());

    it('uploads and reads blobs, and mounts them from another repository', async () => {
      const bytes = crypto.getRandomValues(new Uint8Array(60_000));
      const digest = digestOf(bytes);
      expect(await client.blobExists(at('blobs/a'), digest)).toBe(false);
      expect(await client.pushBlob(at('blobs/a'), bytes)).toEqual({ digest, size: 60_000 });
      expect(await client.blobExists(at('blobs/a'), digest)).toBe(true);
      await client.mountBlob(at('blobs/b'), { digest }, 'blobs/a');
      expect(await client.getBlob(at('blobs/b'), { digest, size: 60_000 })).toEqual(bytes);
      expect(await failure(client.getBlob(at('blobs/b'), { digest, size: 59_999 }))).toMatchObject({
        kind: 'too-large',
      });
      expect(
        await failure(client.mountBlob(at('blobs/b'), { digest: digestOf(bytesOf('no')) }, 'blobs/a')),
      ).toMatchObject({ kind: 'not-found' });
    });

    it('reads a whole multi-arch index, and puts it by another tag byte for byte', async () => {
      const where = at('app');
      await client.pushBlob(where, emptyBlob);
      const children = ['amd64', 'arm64'].map((architecture) => artifact({ architecture }));
      for (const child of children) await client.putManifest(where, child);
      const manifests = children.map(({ mediaType, bytes }) => descriptorOf(mediaType, bytes));
      const bytes = bytesOf(
        `${JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests }, null, 3)}\n`,
      );
      const stored = await client.putManifest(where, { mediaType: mediaTypes.index, bytes }, 'stg-1');

      const read = await client.getManifest({ ...where, tag: 'stg-1' });
      expect(read).toMatchObject({ mediaType: mediaTypes.index, digest: digestOf(bytes), bytes });
      await client.putManifest(where, read, 'v1');
      const resolved = { mediaType: mediaTypes.index, digest: stored.digest, size: bytes.byteLength };
      expect(await client.resolve({ ...where, tag: 'v1' })).toEqual(resolved);
      expect(await client.resolve({ ...where, digest: stored.digest })).toEqual(resolved);
      expect((await client.getManifest({ ...where, tag: 'v1' })).bytes).toEqual(bytes);
      expect(await client.resolve({ ...where, tag: 'v2' })).toBeUndefined();
      expect(await client.findManifest({ ...where, tag: 'v2' })).toBeUndefined();
      expect(await failure(client.getManifest({ ...where, tag: 'v2' }))).toMatchObject({ kind: 'not-found' });
    });

    it('reports that the registry refuses an index with a missing manifest', async () => {
      const missing = artifact({ missing: 'yes' });
      const manifests = [descriptorOf(missing.mediaType, missing.bytes)];
      const index = bytesOf({ schemaVersion: 2, mediaType: mediaTypes.index, manifests });
      const error = await failure(
        client.putManifest(at('app'), { mediaType: mediaTypes.index, bytes: index }, 'incomplete'),
      );
      expect(error).toMatchObject({
        kind: expect.stringMatching(/refused|not-found/),
        status: expect.any(Number),
      });
      expect(await client.resolve({ ...at('app'), tag: 'incomplete' })).toBeUndefined();
    });

    it('lists the tags of all pages', async () => {
      const where = at('paged');
      await client.pushBlob(where, emptyBlob);
      const tags = Array.from({ length: 7 }, (_, i) => `v${i}`);
      for (const tag of tags) await client.putManifest(where, artifact({}), tag);
      expect(await client.listTags(where, 2)).toEqual(tags);
      expect(await client.listTags(where)).toEqual(tags);
      expect(await client.listTags(at('nowhere'))).toEqual([]);
    });

    it('lists referrers, also those of one artifact type', async () => {
      const where = at('charts/app');
      await client.pushBlob(where, emptyBlob);
      const chart = artifact({ chart: 'yes' });
      const subject = descriptorOf(chart.mediaType, chart.bytes);
      expect(await client.listReferrers(where, subject.digest)).toEqual([]);
      await client.putManifest(where, chart, '1.0.0');
      const passed = await client.attachReferrer(where, artifact({ result: 'passed' }, subject));
      const waived = await client.attachReferrer(where, artifact({}, subject, 'application/vnd.waiver'));
      await client.attachReferrer(where, artifact({ result: 'passed' }, subject));
      expect(passed).toMatchObject({
        artifactType: 'application/vnd.test',
        annotations: { result: 'passed' },
      });
      expect(await client.listReferrers(where, subject.digest)).toEqual([passed, waived]);
      expect(await client.listReferrers(where, subject.digest, 'application/vnd.waiver')).toEqual([waived]);
      expect((await client.getManifest({ ...where, tag: subject.digest.replace(':', '-') })).mediaType).toBe(
        mediaTypes.index,
      );
    });

    it('lists all referrers that 8 clients attach to one subject at the same time', async () => {
      const where = at('raced');
      await client.pushBlob(where, emptyBlob);
      const chart = artifact({ chart: 'raced' });
      const subject = descriptorOf(chart.mediaType, chart.bytes);
      await client.putManifest(where, chart, '1.0.0');
      const writers = Array.from({ length: 8 }, (_, i) =>
        withLogin().attachReferrer(where, artifact({ writer: String(i) }, subject)),
      );
      const attached = (await Promise.all(writers)).map(({ digest }) => digest).sort();
      const listed = (await client.listReferrers(where, subject.digest)).map(({ digest }) => digest).sort();
      expect(listed).toEqual(attached);
    }, 30_000);

    it('says what to do about a wrong password, without showing it', async () => {
      const error = await failure(withLogin('wrong-canary').resolve({ ...at('app'), tag: 'v1' }));
      expect(error).toMatchObject({ kind: 'denied', status: 401 });
      expect(String(error)).toContain(`docker login 127.0.0.1`);
      expect(String(error)).not.toMatch(/canary/);
      expect(
        await failure(createClient({ credentials: async () => undefined }).listTags(at('app'))),
      ).toMatchObject({
        kind: 'denied',
      });
    });

    if (auth === 'token') {
      it('gets a new token when the registry says that the token has expired', async () => {
        const { tokenServer } = registry;
        if (tokenServer === undefined) throw new Error('no token server');
        const fresh = withLogin();
        tokenServer.requestedScopes.length = 0;
        tokenServer.expireNext = true;
        expect(await fresh.resolve({ ...at('app'), tag: 'v1' })).toBeDefined();
        await Promise.all([fresh.listTags(at('app')), fresh.resolve({ ...at('app'), tag: 'stg-1' })]);
        expect(tokenServer.requestedScopes).toEqual(Array(2).fill('repository:app:pull'));
      });
    }
  },
);
