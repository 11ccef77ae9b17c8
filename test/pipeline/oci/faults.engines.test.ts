import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, createClient } from '../../../pipeline/oci/client.ts';
import { digestOf } from '../../../pipeline/oci/digest.ts';
import { mediaTypes } from '../../../pipeline/oci/media-types.ts';
import { RegistryError } from '../../../pipeline/oci/transport/registry-error.ts';
import {
  altered,
  type FaultServer,
  lostAnswer,
  reset,
  stall,
  startFaultServer,
  status,
  truncated,
} from '../../support/fault-server.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { artifact, bytesOf, descriptorOf, emptyBlob } from './support/content.ts';

describe('the client with a real registry behind an unreliable network', () => {
  let registry: TestRegistry;
  let faults: FaultServer;
  let client: Client;
  let waits: number[];
  const retry = { attempts: 4, base: 100, cap: 5000 };
  const where = () => ({ registry: faults.host, repository: 'app' });
  const v1 = () => ({ ...where(), tag: 'v1' });

  const failure = async (promise: Promise<unknown>): Promise<RegistryError> => {
    const error = await promise.then(
      () => new Error('it did not fail'),
      (thrown: unknown) => thrown,
    );
    if (error instanceof RegistryError) return error;
    throw error;
  };

  beforeAll(async () => {
    registry = await startTestRegistry('none');
    const direct = createClient({ plainHttp: true });
    await direct.pushBlob({ registry: registry.host, repository: 'app' }, emptyBlob);
    await direct.putManifest({ registry: registry.host, repository: 'app' }, artifact({ a: 'a' }), 'v1');
  }, 60_000);
  afterAll(async () => {
    await faults.stop();
    await registry.stop();
  });

  beforeEach(async () => {
    await faults?.stop();
    faults = await startFaultServer(registry.host);
    waits = [];
    client = createClient({
      ...{ plainHttp: true, retry, timeout: 5000, random: () => 0.5 },
      sleep: async (milliseconds) => waits.push(milliseconds),
    });
  });

  it('retries after 429, 500 and a connection reset', async () => {
    faults.inject(
      /v1/,
      status(429, 'TOOMANYREQUESTS', { 'retry-after': '2' }),
      status(500, 'UNKNOWN'),
      reset,
    );
    expect(await client.findManifest(v1())).toBeDefined();
    expect(waits).toEqual([2050, 100, 200]);
  });

  it('retries after a truncated response', async () => {
    faults.inject(/v1/, truncated);
    expect(await client.findManifest(v1())).toBeDefined();
    expect(waits).toHaveLength(1);
  });

  it.each([
    ['503', status(503, 'UNAVAILABLE'), 'unavailable'],
    ['429', status(429, 'TOOMANYREQUESTS'), 'rate-limited'],
    ['a connection reset', reset, 'unreachable'],
  ] as const)('fails after the last attempt if each ends with %s', async (_, fault, kind) => {
    faults.inject(/v1/, ...Array(9).fill(fault));
    const error = await failure(client.findManifest(v1()));
    expect(error).toMatchObject({ kind, attempts: 4 });
    expect(error.message).toContain(`GET http://${faults.host}/v2/app/manifests/v1: `);
    expect(error.message).toContain('(4 attempts)\n    ');
    expect(faults.seen).toHaveLength(4);
  });

  it('ends a request that stalls by the timeout', async () => {
    const impatient = createClient({
      plainHttp: true,
      timeout: 50,
      retry: { ...retry, attempts: 2 },
      sleep: async () => {},
    });
    faults.inject(/v1/, stall, stall);
    expect(await failure(impatient.findManifest(v1()))).toMatchObject({ kind: 'timed-out', attempts: 2 });
  });

  it('distinguishes a 403 for a missing permission from a 403 for a rate limit', async () => {
    faults.inject(/v1/, status(403, 'DENIED'));
    const denied = await failure(client.findManifest(v1()));
    expect(denied).toMatchObject({ kind: 'denied', status: 403, attempts: 1 });
    expect(denied.message).toContain('403 DENIED: denied');
    expect(waits).toEqual([]);

    faults.inject(/v1/, status(403, 'DENIED', { 'retry-after': '3' }));
    expect(await client.findManifest(v1())).toBeDefined();
    expect(waits).toEqual([3050]);

    faults.inject(/v1/, ...Array(4).fill(status(403, 'You have exceeded a secondary rate limit')));
    expect(await failure(client.findManifest(v1()))).toMatchObject({ kind: 'rate-limited', status: 403 });
  });

  it('names both digests when content does not match its digest', async () => {
    const { digest } = await client.getManifest(v1());
    faults.inject(/GET/, altered, altered);
    const byTag = await failure(client.findManifest(v1()));
    expect(byTag).toMatchObject({ kind: 'digest-mismatch' });
    expect(byTag.message).toMatch(
      new RegExp(`: the content has the digest sha256:[0-9a-f]{64} instead of ${digest}`),
    );
    expect(await failure(client.findManifest({ ...where(), digest }))).toMatchObject({
      kind: 'digest-mismatch',
    });
    const blob = bytesOf('a blob');
    await client.pushBlob(where(), blob);
    faults.inject(/GET/, altered);
    const ofBlob = await failure(client.getBlob(where(), { digest: digestOf(blob) }));
    expect(ofBlob.message).toContain(
      `the content has the digest ${digestOf(bytesOf('b blob'))} instead of ${digestOf(blob)}`,
    );
    expect(waits).toEqual([]);
  });

  it('reads a referrer again whose tag is listed before its manifest can be read', async () => {
    const { mediaType, bytes } = artifact({ a: 'a' });
    const subject = descriptorOf(mediaType, bytes);
    const first = await client.attachReferrer(where(), artifact({ writer: 'first' }, subject));
    const overwritten = bytesOf({ schemaVersion: 2, mediaType: mediaTypes.index, manifests: [] });
    const tag = subject.digest.replace(':', '-');
    await client.putManifest(where(), { mediaType: mediaTypes.index, bytes: overwritten }, tag);
    faults.inject(/GET .*manifests\/sha256-[0-9a-f]{64}\./, status(404, 'MANIFEST_UNKNOWN'));
    const second = await client.attachReferrer(where(), artifact({ writer: 'second' }, subject));
    const listed = await client.listReferrers(where(), subject.digest);
    expect(new Set(listed.map(({ digest }) => digest))).toEqual(new Set([first.digest, second.digest]));
  });

  it('asks whether a blob exists only if that costs less than uploading it', async () => {
    const sent = async (size: number) => {
      const blob = new Uint8Array(size).fill(7);
      await client.pushBlob(where(), blob);
      faults.seen.length = 0;
      await client.pushBlob(where(), blob);
      return faults.seen.map((line) => line.split(' ')[0]);
    };
    expect(await sent(2 ** 16)).toEqual(['POST', 'PUT']);
    expect(await sent(2 ** 16 + 1)).toEqual(['HEAD']);
  });

  it('finishes an upload after a lost response and after a connection reset', async () => {
    const blob = crypto.getRandomValues(new Uint8Array(2000));
    faults.inject(/PUT .*digest=/, lostAnswer, reset, status(502, 'UNKNOWN'));
    const { digest } = await client.pushBlob(where(), blob);
    expect(await client.getBlob(where(), { digest })).toEqual(blob);
    expect(faults.seen.filter((line) => line.startsWith('POST'))).toHaveLength(4);
    faults.inject(/PUT .*manifests/, lostAnswer);
    await client.putManifest(where(), artifact({ b: 'b' }), 'v2');
    expect(await client.resolve({ ...where(), tag: 'v2' })).toBeDefined();
  });
});
