import { retag } from '../pipeline/images/retag.ts';
import { createClient } from '../pipeline/oci/client.ts';
import { pushImages } from './artifacts.ts';
import { printRatio, printValue, sideBySide } from './measure.ts';
import { startSlowRegistry } from './slow-registry.ts';

const latency = 50;

const names = Array.from({ length: 20 }, (_, i) => `image-${i}`);

/** How often the most frequent line occurs. */
const highestFrequency = (lines: readonly string[]) =>
  Math.max(0, ...Object.values(Object.groupBy(lines, (line) => line)).map((same) => same?.length ?? 0));

/** Retags images in a real registry behind a slow network, concurrently and one after another. */
export async function benchRetag(): Promise<void> {
  await using cleanup = new AsyncDisposableStack();
  const registry = await startSlowRegistry(latency, cleanup);
  const client = createClient({ plainHttp: true });
  const images = names.map((name) => ({
    name,
    repository: { registry: registry.host, repository: `bench/${name}` },
  }));
  await pushImages(client, images, 'built');

  registry.startMeasuring();
  let patch = 0;
  let requests: string[] = [];
  const release = () => {
    const version = `1.0.${++patch}`;
    return { from: 'built', fixed: [version, `v${version}`], moving: [`latest-${version}`] };
  };
  const ours = async () => {
    registry.requests.length = 0;
    await retag(client, images, release());
    requests = [...registry.requests];
  };
  const theirs = () => retag(client, images, { ...release(), concurrency: 1 });
  const result = await sideBySide(ours, theirs, 1);
  printRatio(
    `retagging ${names.length} images with 3 tags each, concurrently compared with one after another, with ${latency} ms latency`,
    result,
    0.2,
  );
  const matching = (pattern: RegExp) => requests.filter((line) => pattern.test(line));
  printValue('of the manifest of one image', highestFrequency(matching(/^GET .*\/manifests\//)), 2, 'reads');
  printValue('of one tag', highestFrequency(matching(/^PUT .*\/manifests\//)), 2, 'writes');
  printValue('for blobs', matching(/\/blobs\//).length, 1, 'requests');
}
