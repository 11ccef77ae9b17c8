import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UserError } from '../../../model/errors.ts';
import { exitCodeOf } from '../../../pipeline/exit-codes.ts';
import { retag } from '../../../pipeline/images/retag.ts';
import { type Client, createClient } from '../../../pipeline/oci/client.ts';
import {
  type Fault,
  type FaultServer,
  lostAnswer,
  reset,
  stall,
  startFaultServer,
  status,
} from '../../support/fault-server.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { build, buildIndex, digestsUnder, errorOf, imagesAt } from './built.ts';

const release = { from: 'built', fixed: ['1.1.0', 'v1.1.0'], moving: ['latest'] };
const twenty = Array.from({ length: 20 }, (_, i) => `image-${i}`);
const through: Fault = (_, __, pass) => pass();

describe('retag with a real registry', () => {
  let registry: TestRegistry;
  let network: FaultServer;
  let client: Client;
  let project = 0;
  const newImages = (...names: readonly string[]) => imagesAt(network.host, `project-${++project}`, names);
  const writes = () => network.seen.filter((line) => !/^(GET|HEAD) /.test(line));

  beforeAll(async () => {
    registry = await startTestRegistry('none');
  }, 60_000);
  afterAll(() => registry.stop());

  beforeEach(async () => {
    network = await startFaultServer(registry.host);
    client = createClient({ plainHttp: true, sleep: async () => {} });
  });
  afterEach(() => network.stop());

  it('puts the tags with one read per image and one write per tag, without reading blobs', async () => {
    const images = newImages('web', 'worker');
    const digests = await build(client, images, 'built');
    network.seen.length = 0;
    const retagged = await retag(client, images, release);
    const lines = network.seen.toSorted();
    const paths = images.map(({ repository: { repository } }) => `/v2/${repository}/manifests`);
    expect(lines.filter((line) => !line.startsWith('HEAD '))).toEqual([
      ...paths.map((path) => `GET ${path}/built`),
      ...paths.flatMap((path) => ['1.1.0', 'latest', 'v1.1.0'].map((tag) => `PUT ${path}/${tag}`)),
    ]);
    expect(retagged).toEqual(
      images.map(({ name, repository }, i) => ({
        name,
        repository: `${repository.registry}/${repository.repository}`,
        digest: digests[i],
        tags: ['1.1.0', 'v1.1.0', 'latest'].map((tag) => ({ tag, done: 'new' })),
      })),
    );
    for (const tag of ['1.1.0', 'v1.1.0', 'latest'])
      expect(await digestsUnder(client, images, tag)).toEqual(digests);
  });

  it('puts a whole index byte for byte', async () => {
    const [image, ...none] = newImages('web');
    if (image === undefined) throw new Error('no image');
    const { digest, bytes } = await buildIndex(client, image, 'built');
    expect(await retag(client, [image, ...none], release)).toMatchObject([{ digest }]);
    expect(await client.getManifest({ ...image.repository, tag: 'v1.1.0' })).toMatchObject({
      digest,
      bytes,
      mediaType: 'application/vnd.oci.image.index.v1+json',
    });
  });

  it('moves a moving tag, and returns its previous digest', async () => {
    const images = newImages('web');
    const [old] = await build(client, images, 'latest');
    const digests = await build(client, images, 'built');
    const [web] = await retag(client, images, release);
    expect(web?.tags.at(-1)).toEqual({ tag: 'latest', done: 'moved', was: old });
    expect(await digestsUnder(client, images, 'latest')).toEqual(digests);
  });

  it('writes nothing the second time, and says so', async () => {
    const images = newImages('web', 'worker');
    await build(client, images, 'built');
    await retag(client, images, release);
    network.seen.length = 0;
    const again = await retag(client, images, release);
    expect(writes()).toEqual([]);
    expect(again.flatMap(({ tags }) => tags.map(({ done }) => done))).toEqual(Array(6).fill('already there'));
  });

  it('refuses to move fixed tags that point to other digests, names all of them, and writes nothing', async () => {
    const images = newImages('api', 'web', 'worker');
    const sources = await build(client, images, 'built');
    const existing = await build(client, images.slice(1), 'v1.1.0');
    network.seen.length = 0;
    const error = await errorOf(retag(client, images, release));
    expect(exitCodeOf(error)).toBe(3);
    const places = images.map(({ repository: { repository } }) => `${network.host}/${repository}:v1.1.0`);
    expect(error.message.split('\n').filter((line) => !line.startsWith(' '))).toEqual([
      `${places[1]}: points to ${existing[0]} already, and cannot be moved to ${sources[1]} (built)`,
      `${places[2]}: points to ${existing[1]} already, and cannot be moved to ${sources[2]} (built)`,
    ]);
    expect(writes()).toEqual([]);
  });

  it('names every missing image and platform, and writes nothing', async () => {
    const images = newImages('api', 'web', 'worker');
    const [api, web, worker] = images;
    if (api === undefined || web === undefined || worker === undefined) throw new Error('no images');
    await build(client, [api], 'another');
    const { platforms } = await buildIndex(client, web, 'built');
    network.inject(new RegExp(`HEAD .*${platforms[1]}`), status(404, 'MANIFEST_UNKNOWN'));
    network.seen.length = 0;
    const error = await errorOf(retag(client, images, release));
    expect(exitCodeOf(error)).toBe(2);
    const place = (name: string) => `${network.host}/project-${project}/${name}`;
    expect(error instanceof UserError && error.faults.map(({ where, what }) => `${where} ${what}`)).toEqual([
      `${place('api')}:built there is no such image`,
      `${place('web')}@${platforms[1]} a platform of the image is missing`,
      `${place('worker')}:built there is no such image`,
    ]);
    expect(writes()).toEqual([]);
  });

  it.each(['HEAD .*v1.1.0', 'PUT .*v1.1.0', 'GET ', 'PUT .*latest'])(
    'retries after 429, 500, a connection reset, a timeout and a lost response at %s',
    async (line) => {
      const images = newImages('web', 'worker', 'api');
      const digests = await build(client, images, 'built');
      const patient = createClient({ plainHttp: true, timeout: 500, sleep: async () => {} });
      const faults = [status(429, 'TOOMANYREQUESTS'), status(500, 'UNKNOWN'), reset, stall];
      network.inject(new RegExp(line), ...faults, ...(line.startsWith('PUT') ? [lostAnswer] : []));
      await retag(patient, images, release);
      for (const tag of ['1.1.0', 'v1.1.0', 'latest'])
        expect(await digestsUnder(client, images, tag)).toEqual(digests);
    },
  );

  it('fails after five attempts, and does not move the moving tag', async () => {
    const images = newImages('web', 'worker');
    await build(client, images, 'built');
    const old = await build(client, images, 'latest');
    network.inject(/PUT .*web.*v1\.1\.0/, ...Array(9).fill(status(503, 'UNAVAILABLE')));
    const error = await errorOf(retag(client, images, release));
    expect(exitCodeOf(error)).toBe(5);
    expect(error.message).toContain('(5 attempts)');
    expect(await digestsUnder(client, images, 'latest')).toEqual(old);
  });

  it('finishes a run that was interrupted at the 11th write of 20 images', async () => {
    const images = newImages(...twenty);
    const digests = await build(client, images, 'built');
    const withoutRetries = createClient({ plainHttp: true, retry: { attempts: 1, base: 1, cap: 1 } });
    network.inject(/^PUT /, ...Array(10).fill(through), ...Array(60).fill(reset));
    await errorOf(retag(withoutRetries, images, release));
    expect(await digestsUnder(client, images, 'latest')).toEqual(Array(20).fill(undefined));

    const direct = createClient({ plainHttp: true });
    const elsewhere = images.map(({ name, repository }) => ({
      name,
      repository: { ...repository, registry: registry.host },
    }));
    const finished = await retag(direct, elsewhere, release);
    const done = finished.flatMap(({ tags }) => tags.map((tag) => tag.done));
    expect(done.filter((each) => each === 'already there')).toHaveLength(10);
    for (const tag of ['1.1.0', 'v1.1.0', 'latest'])
      expect(await digestsUnder(direct, elsewhere, tag)).toEqual(digests);
  });

  it.each([1, 2, 3, 4, 5, 6])(
    'moves latest last if it is interrupted after write %i of 6, and finishes the second time',
    async (write) => {
      const images = newImages('web', 'worker');
      const digests = await build(client, images, 'built');
      const withoutRetries = createClient({ plainHttp: true, retry: { attempts: 1, base: 1, cap: 1 } });
      network.inject(/^PUT /, ...Array(write - 1).fill(through), lostAnswer);
      await errorOf(retag(withoutRetries, images, { ...release, concurrency: 1 }));
      const latest = await digestsUnder(client, images, 'latest');
      expect(latest.filter((digest) => digest !== undefined)).toHaveLength(Math.max(0, write - 4));
      network.seen.length = 0;
      await retag(client, images, release);
      expect(writes()).toHaveLength(6 - write);
      for (const tag of ['1.1.0', 'v1.1.0', 'latest'])
        expect(await digestsUnder(client, images, tag)).toEqual(digests);
    },
  );
});
