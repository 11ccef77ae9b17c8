import { describe, expect, it } from '@jest/globals';
import { createMemoryRegistry, type Fault, networkError, status } from '../../support/memory-registry.ts';
import { clientOf } from '../../support/published-release.ts';
import { artifact, emptyBlob } from './support/content.ts';

const where = { registry: 'ghcr.io', repository: 'acme/app' };
const v1 = { ...where, tag: 'v1' };
const now = Date.parse('2026-01-02T03:04:05Z');

/** A registry with one manifest, and a client that notes how long it would have waited. */
async function given(...faults: readonly Fault[]) {
  const registry = createMemoryRegistry({ now: () => now });
  const waits: number[] = [];
  const client = clientOf(registry, {
    now: () => now,
    random: () => 0.5,
    sleep: async (milliseconds) => waits.push(milliseconds),
  });
  await client.pushBlob(where, emptyBlob);
  await client.putManifest(where, artifact({}), 'v1');
  registry.requests.length = 0;
  registry.inject(/v1/, ...faults);
  return { client, waits, requests: registry.requests };
}

const brokenBody: Fault = () =>
  new Response(new ReadableStream({ start: (controller) => controller.error(new Error('broke off')) }));

describe('a registry that fails for a while', () => {
  it.each([
    ['answers 500', status(500), 'unavailable'],
    ['answers 503', status(503), 'unavailable'],
    ['answers 408', status(408), 'unavailable'],
    ['answers 429', status(429), 'rate-limited'],
    ['answers 403 with Retry-After', status(403, { 'retry-after': '1' }), 'rate-limited'],
    ['breaks the connection', networkError, 'unreachable'],
    ['breaks off in the body', brokenBody, 'unreachable'],
  ])('is asked five times when it %s, and then given up', async (_, fault, kind) => {
    const { client, requests, waits } = await given(...Array(9).fill(fault));
    await expect(client.findManifest(v1)).rejects.toMatchObject({ kind, attempts: 5 });
    expect(requests).toHaveLength(5);
    expect(waits).toHaveLength(4);
  });

  it('is asked no further once it answers', async () => {
    const { client, requests } = await given(...Array(4).fill(status(503)));
    expect(await client.findManifest(v1)).toBeDefined();
    expect(requests).toHaveLength(5);
  });

  it('is given twice the time with every attempt', async () => {
    const { client, waits } = await given(...Array(4).fill(networkError));
    await client.findManifest(v1);
    expect(waits).toEqual([250, 500, 1000, 2000]);
  });
});

describe('a registry that says when to ask again', () => {
  it.each([
    ['in seconds', '7', 7000],
    ['as a date', 'Fri, 02 Jan 2026 03:04:35 GMT', 30_000],
    ['after more than a minute, which is too long', '3600', 60_000],
  ])('is asked again after the time that it names, %s', async (_, retryAfter, asked) => {
    const { client, waits } = await given(status(429, { 'retry-after': retryAfter }));
    expect(await client.findManifest(v1)).toBeDefined();
    expect(waits).toEqual([Math.min(60_000, asked + 250)]);
  });
});

describe('an answer that asking again would not change', () => {
  it.each([
    ['401', 401, 'denied'],
    ['403', 403, 'denied'],
    ['400', 400, 'refused'],
    ['501', 501, 'unavailable'],
  ])('is final: %s', async (_, code, kind) => {
    const { client, requests, waits } = await given(status(code));
    await expect(client.findManifest(v1)).rejects.toMatchObject({ kind, attempts: 1 });
    expect([requests.length, waits]).toEqual([1, []]);
  });

  it('is final: 404, which means that there is no such manifest', async () => {
    const { client, requests, waits } = await given(status(404));
    expect(await client.findManifest(v1)).toBeUndefined();
    expect([requests.length, waits]).toEqual([1, []]);
  });
});
