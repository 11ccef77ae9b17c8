import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exitCodeOf } from '../../../pipeline/exit-codes.ts';
import { retag } from '../../../pipeline/images/retag.ts';
import { createClient } from '../../../pipeline/oci/client.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { build, digestsUnder, errorOf, imagesAt } from './built.ts';

describe('two concurrent runs that put the same version on different images', () => {
  let registry: TestRegistry;
  const client = createClient({ plainHttp: true });

  beforeAll(async () => {
    registry = await startTestRegistry('none');
  }, 60_000);
  afterAll(() => registry.stop());

  /** A client that calls functions before and after it puts the version on each image. */
  const clientWithHooks = (
    before: (image: string) => Promise<unknown>,
    after: (image: string) => void = () => {},
  ) =>
    createClient({
      plainHttp: true,
      fetch: async (url, init) => {
        const image = init.method === 'PUT' ? url.pathname.split('/').at(-3) : undefined;
        if (image !== undefined) await before(image);
        const response = await fetch(url, init);
        if (image !== undefined) after(image);
        return response;
      },
    });

  it('report mixed images if both runs found the version free', async () => {
    const images = imagesAt(registry.host, 'mixed', ['web', 'worker']);
    const [ofFirst, ofSecond] = [await build(client, images, 'one'), await build(client, images, 'two')];
    const [firstPlanned, secondPlanned] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const [firstWroteWorker, secondWroteWeb] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = clientWithHooks(
      async (image) => {
        firstPlanned.resolve();
        await secondPlanned.promise;
        if (image === 'web') await secondWroteWeb.promise;
      },
      (image) => image === 'worker' && firstWroteWorker.resolve(),
    );
    const second = clientWithHooks(
      async (image) => {
        secondPlanned.resolve();
        await firstPlanned.promise;
        if (image === 'worker') await firstWroteWorker.promise;
      },
      (image) => image === 'web' && secondWroteWeb.resolve(),
    );
    const runs = await Promise.allSettled([
      retag(first, images, { from: 'one', fixed: ['1.1.0'], moving: ['latest'] }),
      retag(second, images, { from: 'two', fixed: ['1.1.0'], moving: ['latest'] }),
    ]);
    expect(await digestsUnder(client, images, '1.1.0')).toEqual([ofFirst[0], ofSecond[1]]);
    const errors = runs.flatMap((run) => (run.status === 'rejected' ? [run.reason] : []));
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) {
      expect(exitCodeOf(error)).toBe(5);
      expect(error.message).toMatch(
        /mixed\/(web|worker):1\.1\.0: points to sha256:[0-9a-f]{64}, not to sha256:[0-9a-f]{64}\n {4}somebody else/,
      );
    }
    const again = await errorOf(retag(client, images, { from: 'one', fixed: ['1.1.0'], moving: [] }));
    expect(exitCodeOf(again)).toBe(3);
    expect(again.message).toContain(`mixed/worker:1.1.0: points to ${ofSecond[1]} already`);
  });

  it('report a tag that the other run overwrote before it was read again', async () => {
    const images = imagesAt(registry.host, 'taken', ['web']);
    await build(client, images, 'one');
    const [ofSecond] = await build(client, images, 'two');
    let writing: Promise<unknown> | undefined;
    const first = clientWithHooks(
      async () => {},
      () => {
        writing ??= retag(client, images, { from: 'two', fixed: [], moving: ['1.1.0'] });
      },
    );
    const delayed = {
      ...first,
      resolve: async (reference: Parameters<typeof first.resolve>[0]) => {
        await writing;
        return first.resolve(reference);
      },
    };
    const error = await errorOf(
      retag(delayed, images, { from: 'one', fixed: ['1.1.0'], moving: ['latest'] }),
    );
    expect(exitCodeOf(error)).toBe(5);
    expect(error.message).toContain(`taken/web:1.1.0: points to ${ofSecond}, not to sha256:`);
    expect(await digestsUnder(client, images, 'latest')).toEqual([undefined]);
  });
});
