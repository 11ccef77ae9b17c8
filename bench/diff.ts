import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { pipeline } from '../environments/index.ts';
import { createCheckout } from '../rehearsal/play/checkout.ts';
import { startRegistryOnly } from '../rehearsal/registry-only.ts';
import { printRatio, sideBySide } from './measure.ts';

const { chart, releaseName } = pipeline.application;
const builder = fileURLToPath(new URL('../rehearsal/play/build-images.ts', import.meta.url));

/** Publishes two versions of the chart, and creates a checkout to run commands in. */
async function setUp(cleanup: AsyncDisposableStack) {
  const { folder, env } = await startRegistryOnly(cleanup);
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
  await checkout.commit('Release 1.0.77');
  return { run, node, useEmptyCache: async () => (cache += 1) };
}

/** Measures `pipeline diff` as a whole process, with an empty and with a filled cache. */
export async function benchDiff(): Promise<void> {
  await using cleanup = new AsyncDisposableStack();
  const { run, node, useEmptyCache } = await setUp(cleanup);
  const diff = (...args: readonly string[]) => node('pipeline/main.js', 'diff', ...args);
  const diffToVersion = () => diff('demo', '--to', '1.0.77');
  const emptyNode = () => node('--eval', '');
  const synth = () => node('charts-synth/main.ts');
  const template = () => run('helm', ['template', releaseName, chart.path]);

  const renders = async () => {
    for (const each of [emptyNode, template, template]) await each();
  };
  printRatio(
    'pipeline diff demo --to, compared with an empty Node process and two runs of helm template',
    await sideBySide(diffToVersion, renders, 9, useEmptyCache),
    3,
  );
  await diffToVersion();
  printRatio(
    'the same with a filled cache, compared with an empty Node process',
    await sideBySide(diffToVersion, emptyNode, 15),
    2,
  );
  const toVersionAndSynth = async () => {
    for (const each of [diffToVersion, synth, synth]) await each();
  };
  const diffFromBase = () => diff('demo', '--base', 'HEAD');
  printRatio(
    'pipeline diff demo --base, compared with diff --to and two runs of synth',
    await sideBySide(diffFromBase, toVersionAndSynth, 5, useEmptyCache),
    1,
  );
}
