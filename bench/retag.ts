import { retag } from '../pipeline/images/retag.ts';
import { createClient } from '../pipeline/oci/client.ts';
import { build, imagesAt } from '../test/pipeline/images/built.ts';
import { type Fault, startFaultServer } from '../test/support/fault-server.ts';
import { startTestRegistry } from '../test/support/registry.ts';
import { printRatio, printValue, sideBySide } from './measure.ts';

const latency = 50;
const late: Fault = (_, __, pass) => void setTimeout(pass, latency);

const names = Array.from({ length: 20 }, (_, i) => `image-${i}`);

/** How often the line that is there most often is there. */
const most = (lines: readonly string[]) =>
  Math.max(0, ...Object.values(Object.groupBy(lines, (line) => line)).map((same) => same?.length ?? 0));

/** Retagging with a real registry behind a network that is slow, at once and one after another. */
export async function benchRetag(): Promise<void> {
  await using cleanup = new AsyncDisposableStack();
  const registry = await startTestRegistry('none');
  cleanup.defer(registry.stop);
  const network = await startFaultServer(registry.host);
  cleanup.defer(network.stop);
  const client = createClient({ plainHttp: true });
  const images = imagesAt(network.host, 'bench', names);
  await build(client, images, 'built');

  network.inject(/./, ...Array<Fault>(10_000).fill(late));
  let patch = 0;
  let seen: string[] = [];
  const release = () => {
    const version = `1.0.${++patch}`;
    return { from: 'built', fixed: [version, `v${version}`], moving: [`latest-${version}`] };
  };
  const ours = async () => {
    network.seen.length = 0;
    await retag(client, images, release());
    seen = [...network.seen];
  };
  const theirs = () => retag(client, images, { ...release(), concurrency: 1 });
  const result = await sideBySide(ours, theirs, 1);
  printRatio(
    `retagging ${names.length} images with 3 tags each, at once to one after another, with ${latency} ms latency`,
    result,
    0.2,
  );
  const count = (what: RegExp) => seen.filter((line) => what.test(line));
  printValue('of the manifest of one image', most(count(/^GET .*\/manifests\//)), 2, 'reads');
  printValue('of one tag', most(count(/^PUT .*\/manifests\//)), 2, 'writes');
  printValue('for blobs', count(/\/blobs\//).length, 1, 'requests');
}
