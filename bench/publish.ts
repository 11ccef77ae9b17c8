import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import semver from 'semver';
import { pipeline } from '../environments/index.ts';
import { createCheckout } from '../rehearsal/play/checkout.ts';
import { login, registryHost, startRegistryOnly } from '../rehearsal/registry-only.ts';
import { startSlowProxy } from './latency.ts';
import { printRatio, sideBySide } from './measure.ts';

const { chart } = pipeline.application;

const latency = 50;

/**
 * Measures publishing the chart as a whole process, compared with `helm package` and `helm push` of the same chart:
 * without latency, where most of the time is the start of Node, and with the latency of a network.
 */
export async function benchPublish(): Promise<void> {
  await using cleanup = new AsyncDisposableStack();
  const { folder, env, certificate } = await startRegistryOnly(cleanup);
  const near = new URL(env['HTTPS_PROXY'] ?? '');
  const far = await startSlowProxy(Number(near.port), latency, cleanup);
  const checkout = await createCheckout();
  cleanup.defer(checkout.remove);
  let proxy = near.href;
  const run = (command: string, args: readonly string[], input = '') =>
    execa(command, args, {
      cwd: checkout.folder,
      env: { ...env, HTTPS_PROXY: proxy, HELM_REGISTRY_CONFIG: join(folder, 'login.json') },
      input,
    });
  const authority = ['--ca-file', certificate];
  const user = ['--username', login.username, '--password-stdin'];
  await run('helm', ['registry', 'login', registryHost, ...user, ...authority], login.password);
  await run(process.execPath, [
    fileURLToPath(new URL('../rehearsal/play/build-images.ts', import.meta.url)),
    'bench',
  ]);
  const packages = join(folder, 'packages');
  mkdirSync(packages);

  const writeVersion = async (from: string, to: string) => {
    await checkout.edit('VERSION', from, to);
    for (const key of ['version', 'appVersion']) {
      await checkout.edit(join(chart.path, 'Chart.yaml'), `\n${key}: ${from}`, `\n${key}: ${to}`);
    }
  };
  let version = (await run('cat', ['VERSION'])).stdout;
  const raiseVersion = async () => {
    const next = semver.inc(version, 'minor') ?? '';
    await writeVersion(version, next);
    version = next;
  };
  const ours = () => run(process.execPath, ['pipeline/main.js', 'chart', 'publish', '--image-tag', 'bench']);
  const theirs = async () => {
    await run('helm', ['package', chart.path, '--destination', packages]);
    const archive = join(packages, `${chart.name}-${version}.tgz`);
    await run('helm', ['push', archive, `oci://${chart.registry}-by-helm`, ...authority]);
  };
  const what = 'pipeline chart publish, compared with helm package and helm push of the same chart';
  printRatio(`${what}, without latency`, await sideBySide(ours, theirs, 11, raiseVersion), 1.5);
  proxy = `http://127.0.0.1:${far}`;
  printRatio(`${what}, with ${latency} ms latency`, await sideBySide(ours, theirs, 11, raiseVersion), 1.5);
}
