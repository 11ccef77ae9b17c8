import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { pipeline } from '../environments/index.ts';
import { createCheckout } from '../rehearsal/play/checkout.ts';
import { startWorldRegistry } from '../test/support/world-registry.ts';
import { printRatio, sideBySide } from './measure.ts';

const { chart, releaseName } = pipeline.application;
const builder = fileURLToPath(new URL('../rehearsal/play/build-images.ts', import.meta.url));

/** A published chart of two versions, and a checkout that asks for them. */
async function setUp(cleanup: AsyncDisposableStack) {
  const { folder, env } = await startWorldRegistry(cleanup);
  const checkout = await createCheckout();
  cleanup.defer(checkout.remove);
  let cache = 0;
  const run = (command: string, args: readonly string[]) =>
    execa(command, args, {
      cwd: checkout.folder,
      env: { ...env, XDG_CACHE_HOME: join(folder, `cache-${cache}`), CDK8S_OUTDIR: join(folder, 'dist') },
    });
  const node = (...args: readonly string[]) => run(process.execPath, args);
  const publish = async (version: string) => {
    await node(builder, version);
    await node('pipeline/main.js', 'chart', 'publish', '--image-tag', version);
  };
  await publish('1.0.76');
  await checkout.edit('VERSION', '1.0.76', '1.0.77');
  for (const key of ['version', 'appVersion'])
    await checkout.edit(join(chart.path, 'Chart.yaml'), `\n${key}: 1.0.76`, `\n${key}: 1.0.77`);
  await publish('1.0.77');
  await checkout.commit('1.0.77');
  return { run, node, forget: async () => (cache += 1) };
}

/** `pipeline diff` as a whole process, with nothing in the cache and with everything. */
export async function benchDiff(): Promise<void> {
  await using cleanup = new AsyncDisposableStack();
  const { run, node, forget } = await setUp(cleanup);
  const diff = (...args: readonly string[]) => node('pipeline/main.js', 'diff', ...args);
  const ask = () => diff('demo', '--to', '1.0.77');
  const empty = () => node('--eval', '');
  const synth = () => node('charts-synth/main.ts');
  const template = () => run('helm', ['template', releaseName, chart.path]);

  const renders = async () => {
    for (const each of [empty, template, template]) await each();
  };
  printRatio(
    'pipeline diff demo --to to an empty Node and two runs of helm template',
    await sideBySide(ask, renders, 9, forget),
    3,
  );
  await ask();
  printRatio('the same again to an empty Node', await sideBySide(ask, empty, 15), 2);
  const more = async () => {
    for (const each of [ask, synth, synth]) await each();
  };
  const withBase = () => diff('demo', '--base', 'HEAD');
  printRatio(
    'pipeline diff demo --base to --to and two runs of synth',
    await sideBySide(withBase, more, 5, forget),
    1,
  );
}
