import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Application } from '../../../model/application.ts';
import { definePipeline } from '../../../model/pipeline.ts';
import { exitCodeOf } from '../../../pipeline/exit-codes.ts';
import { imagesOf } from '../../../pipeline/images/images.ts';
import { promoteImages, stageImages } from '../../../pipeline/images/promote-images.ts';
import { createClient } from '../../../pipeline/oci/client.ts';
import { integration, shop } from '../../support/acme.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { build, digestsUnder, errorOf } from './built.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';

describe('stageImages and promoteImages with a real registry', () => {
  let registry: TestRegistry;
  let project = 0;
  const client = createClient({ plainHttp: true });

  beforeAll(async () => {
    registry = await startTestRegistry('none');
  }, 60_000);
  afterAll(() => registry.stop());

  function newApplication(): Application {
    const at = `${registry.host}/project-${++project}`;
    const images = { worker: `${at}/worker`, web: `${at}/web` };
    return definePipeline({ ...shop, images }, [integration()]).application;
  }
  const under = (application: Application, tag: string) => digestsUnder(client, imagesOf(application), tag);

  it('put the tags of staging and of the version on the same digests', async () => {
    const application = newApplication();
    const digests = await build(client, imagesOf(application), `sha-${commit}`);
    const short = digests.map((digest) => digest.slice(0, 19));
    const staged = await stageImages(client, application, { version: '1.1.0', commit });
    expect(staged.text).toBe(
      [
        'IMAGE    DIGEST                TAGS',
        `web      ${short[0]}   stg-0123456 (new), stg-1.1.0 (new)`,
        `worker   ${short[1]}   stg-0123456 (new), stg-1.1.0 (new)`,
      ].join('\n'),
    );
    const promoted = await promoteImages(client, application, { from: 'stg-0123456', to: '1.1.0' });
    expect(promoted.text).toBe(
      [
        'IMAGE    DIGEST                TAGS',
        `web      ${short[0]}   1.1.0 (new), v1.1.0 (new), latest (new)`,
        `worker   ${short[1]}   1.1.0 (new), v1.1.0 (new), latest (new)`,
      ].join('\n'),
    );
    expect(promoted.data).toMatchObject({
      changed: true,
      images: [
        { name: 'web', repository: application.images['web'], digest: digests[0] },
        { name: 'worker', repository: application.images['worker'], digest: digests[1] },
      ],
    });
    for (const tag of ['stg-0123456', 'stg-1.1.0', '1.1.0', 'v1.1.0', 'latest'])
      expect(await under(application, tag)).toEqual(digests);
  });

  it('stage images that were pushed with another tag', async () => {
    const application = newApplication();
    const digests = await build(client, imagesOf(application), 'nightly');
    await stageImages(client, application, { version: '1.1.0', commit, from: 'nightly' });
    expect(await under(application, 'stg-1.1.0')).toEqual(digests);
  });

  it('change nothing the second time, and say so', async () => {
    const application = newApplication();
    await build(client, imagesOf(application), 'stg-0123456');
    const promote = () => promoteImages(client, application, { from: 'stg-0123456', to: '1.1.0' });
    await promote();
    const { text, data } = await promote();
    expect(text).toMatch(/\nNothing was changed: every image has these tags already\.$/);
    expect(data).toMatchObject({ changed: false });
  });

  it('move latest only to the highest version, and never to a prerelease', async () => {
    const application = newApplication();
    const builds = new Map<string, readonly string[]>();
    for (const version of ['1.1.0', '1.2.0', '1.1.1', '1.10.0-rc.1'])
      builds.set(version, await build(client, imagesOf(application), `stg-${version}`));
    const promote = (version: string) =>
      promoteImages(client, application, { from: `stg-${version}`, to: version });
    await promote('1.1.0');
    const newer = await promote('1.2.0');
    const was = builds.get('1.1.0')?.map((digest) => digest.slice(0, 19));
    expect(newer.text).toContain(`latest (moved from ${was?.[0]})`);
    const older = await promote('1.1.1');
    expect(older.text).toMatch(/\nlatest was not moved: the higher version 1\.2\.0 was released already\.$/);
    const prerelease = await promote('1.10.0-rc.1');
    expect(prerelease.text).not.toContain('latest');
    for (const [version, digests] of builds) expect(await under(application, version)).toEqual(digests);
    expect(await under(application, 'latest')).toEqual(builds.get('1.2.0'));
  });

  it('do not move latest if only one image has the tag of a higher version', async () => {
    const application = newApplication();
    const images = imagesOf(application);
    await build(client, images, 'stg-0123456');
    await build(client, images.slice(1), 'v2.0.0');
    await promoteImages(client, application, { from: 'stg-0123456', to: '1.1.0' });
    expect(await under(application, 'latest')).toEqual([undefined, undefined]);
  });

  it.each(['v1.1.0', '1.1', '', 'latest', '1.1.0+build', `1.0.0-${'a'.repeat(119)}`])(
    'refuse the version %j',
    async (version) => {
      const application = newApplication();
      const errors = [
        await errorOf(stageImages(client, application, { version, commit })),
        await errorOf(promoteImages(client, application, { from: 'stg-0123456', to: version })),
      ];
      expect(errors.map(exitCodeOf)).toEqual([2, 2]);
      expect(errors.map(({ message }) => message.split(':')[0])).toEqual(['--version', '--to']);
    },
  );
});
