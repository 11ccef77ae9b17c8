import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Application } from '../../../model/application.ts';
import { RefusedError } from '../../../model/errors.ts';
import { definePipeline } from '../../../model/pipeline.ts';
import type { Channel } from '../../../model/release-source.ts';
import { create } from '../../../pipeline/github-release/create.ts';
import { createPayload } from '../../../pipeline/github-release/dispatch-payload.ts';
import { verifyPayload } from '../../../pipeline/github-release/receive.ts';
import { readReleaseFacts } from '../../../pipeline/github-release/release-facts.ts';
import { type Client, createClient } from '../../../pipeline/oci/client.ts';
import { parseReference } from '../../../pipeline/oci/reference.ts';
import { integration, shop } from '../../support/acme.ts';
import { startStandIn } from '../../support/github-stand-in.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { artifact, emptyBlob } from '../oci/support/content.ts';
import { createRepository, refusalOf } from '../version/repository.ts';

const commit = 'a1b2c3d'.padEnd(40, '0');

describe('releases in a real registry', () => {
  let registry: TestRegistry;
  const client: Client = createClient({ plainHttp: true });

  /** A shop with its own folder in the registry. */
  const shopAt = (folder: string): Application => {
    const root = `${registry.host}/${folder}`;
    const images = { web: `${root}/web`, worker: `${root}/worker` };
    const chart = { ...shop.chart, registry: `${root}/charts` };
    return definePipeline({ ...shop, chart, images }, [integration()]).application;
  };
  const push = async (repository: string, ...tags: readonly string[]) => {
    const where = parseReference(repository);
    await client.pushBlob(where, emptyBlob);
    const content = artifact({ of: repository, tags: tags.join() });
    for (const tag of tags) await client.putManifest(where, content, tag);
  };
  const pushRelease = async ({ chart, images }: Application, ...tags: readonly string[]) => {
    for (const repository of Object.values(images)) await push(repository, ...tags);
    await push(`${chart.registry}/${chart.name}`, '1.1.0');
  };
  const factsOf = (application: Application, channel: Channel = 'release') =>
    readReleaseFacts({ client, application, source: { version: '1.1.0', commit, channel } });

  beforeAll(async () => {
    registry = await startTestRegistry('none');
  }, 60_000);
  afterAll(() => registry.stop());

  it.each([
    ['release', ['1.1.0', 'v1.1.0']],
    ['staging', ['stg-a1b2c3d', 'stg-1.1.0']],
  ] as const)(
    'readReleaseFacts returns chart and images of the channel %s with tags %j and digests',
    async (channel, tags) => {
      const application = shopAt(channel);
      await pushRelease(application, ...tags);
      const facts = await factsOf(application, channel);
      expect(facts).toMatchObject({ version: '1.1.0', commit, channel });
      const chart = { ...parseReference(facts.chart.reference), digest: facts.chart.digest };
      expect(facts.chart.reference).toBe(`${registry.host}/${channel}/charts/storefront:1.1.0`);
      expect(await client.resolve(chart)).toBeDefined();
      expect(facts.images.map(({ name, reference }) => [name, reference])).toEqual([
        ['web', `${registry.host}/${channel}/web:${tags[1]}`],
        ['worker', `${registry.host}/${channel}/worker:${tags[1]}`],
      ]);
      for (const image of facts.images) {
        expect(image.tags).toEqual(tags);
        expect(
          await client.resolve({ ...parseReference(image.reference), digest: image.digest }),
        ).toBeDefined();
      }
    },
  );

  it('readReleaseFacts returns only tags that point to the image', async () => {
    const application = shopAt('partly');
    await pushRelease(application, 'v1.1.0');
    await push(application.images['web'] ?? '', '1.1.0');
    const { images } = await factsOf(application);
    expect(images.map(({ tags }) => tags)).toEqual([['v1.1.0'], ['v1.1.0']]);
  });

  it('readReleaseFacts names everything that is missing', async () => {
    const application = shopAt('missing');
    await push(application.images['web'] ?? '', 'v1.0.0');
    const { faults } = await refusalOf(factsOf(application));
    expect(faults.map(({ where }) => where)).toEqual([
      `${registry.host}/missing/charts/storefront:1.1.0`,
      `${registry.host}/missing/web:v1.1.0`,
      `${registry.host}/missing/worker:v1.1.0`,
    ]);
  });

  it('create releases from history and registry on GitHub, and sends nothing in a dry run', async () => {
    const { github, repository, sentRequests } = await startStandIn();
    const { git, commit: commitAs } = await createRepository();
    const head = await commitAs('feat: add x\n\nHotfix-Reason: the shop is down\nHotfix-Actor: Ada');
    repository.refs.set('refs/tags/v1.1.0', { type: 'commit', sha: head });
    const application = shopAt('made');
    await pushRelease(application, 'v1.1.0', '1.1.0');
    const source = {
      ...{ application, git, client, serverUrl: 'https://github.com' },
      source: { version: '1.1.0', commit: head, channel: 'release' as const },
    };
    const dryRun = await create(source, undefined);
    expect(sentRequests()).toEqual([]);
    const created = await create(source, github);
    expect(created.text).toMatch(/^v1\.1\.0 is published \(created\): https:/);
    expect(created.data).toMatchObject({ tag: 'v1.1.0', images: [{ name: 'web' }, { name: 'worker' }] });
    const body = repository.releases[0]?.body ?? '';
    expect(body).toBe(dryRun.text);
    for (const text of ['add x', 'the shop is down (Ada)', 'compare/v1.0.76...v1.1.0', '| worker |'])
      expect(body).toContain(text);
  });

  it('verifyPayload accepts the same payload twice and writes nothing', async () => {
    const application = shopAt('received');
    await pushRelease(application, 'v1.1.0');
    const payload = createPayload(await factsOf(application));
    const writes = () => registry.log().match(/"(PUT|POST|PATCH|DELETE) /g)?.length;
    const before = writes();
    await verifyPayload(client, payload);
    await verifyPayload(client, payload);
    expect(writes()).toBe(before);
  });

  it('verifyPayload refuses a payload whose tag was moved', async () => {
    const application = shopAt('moved');
    await pushRelease(application, 'v1.1.0');
    const payload = createPayload(await factsOf(application));
    await push(application.images['web'] ?? '', 'v1.1.0', 'other');
    const refusal = await refusalOf(verifyPayload(client, payload));
    expect(refusal).toBeInstanceOf(RefusedError);
    expect(refusal.message).toMatch(
      /^\S+\/moved\/web:v1\.1\.0: points to sha256:\w{64}, but was sent with sha256:\w{64}\n/,
    );
  });

  it('verifyPayload names all missing artifacts', async () => {
    const application = shopAt('lost');
    await pushRelease(application, 'v1.1.0');
    const payload = createPayload(await factsOf(application));
    const images = payload.images.map((image) => ({ ...image, reference: `${image.reference}-gone` }));
    const refusal = await refusalOf(verifyPayload(client, { ...payload, images }));
    expect(refusal).not.toBeInstanceOf(RefusedError);
    expect(refusal.faults).toHaveLength(2);
  });
});
