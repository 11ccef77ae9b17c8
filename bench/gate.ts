import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { pipeline } from '../environments/index.ts';
import { findEnvironment } from '../model/pipeline.ts';
import { loadChart } from '../pipeline/chart/load.ts';
import { publishChart } from '../pipeline/chart/publish.ts';
import { chartRepository } from '../pipeline/chart/repository.ts';

import { createSigner } from '../pipeline/evidence/signer.ts';
import { attachEvidence } from '../pipeline/evidence/store.ts';
import { imagesOf } from '../pipeline/images/images.ts';
import { createClient } from '../pipeline/oci/client.ts';
import type { Candidate } from '../pipeline/promotion/gates/candidate.ts';
import { isRefused } from '../pipeline/promotion/gates/finding.ts';
import { judge } from '../pipeline/promotion/gates/judge.ts';
import { assess } from '../pipeline/promotion/read-candidate.ts';
import { createKey, testResult } from '../test/pipeline/evidence/release.ts';
import { build } from '../test/pipeline/images/built.ts';
import { candidate, failed, test } from '../test/pipeline/promotion/gates/candidates.ts';
import { type Fault, startFaultServer } from '../test/support/fault-server.ts';
import { startTestRegistry } from '../test/support/registry.ts';
import { printValue } from './measure.ts';

const latency = 50;
const late: Fault = (_, __, pass) => void setTimeout(pass, latency);
const root = fileURLToPath(new URL('..', import.meta.url));
const statements = 10_000;

/** Judges a promotion, with everything that it asks, by a real registry behind a network that is slow. */
async function benchPromotion(): Promise<void> {
  await using cleanup = new AsyncDisposableStack();
  const registry = await startTestRegistry('none');
  cleanup.defer(registry.stop);
  const network = await startFaultServer(registry.host);
  cleanup.defer(network.stop);
  const { images, chart } = pipeline.application;
  const application = {
    ...pipeline.application,
    chart: { ...chart, registry: `${network.host}/charts` },
    images: Object.fromEntries(Object.keys(images).map((name) => [name, `${network.host}/bench/${name}`])),
  };
  const writer = createClient({ plainHttp: true });
  await build(writer, imagesOf(application), 'v1.0.76');
  const files = await loadChart(root, application);
  const { digest, version } = await publishChart(writer, application, files);
  const { privateKey, publicKey } = createKey();
  const signer = await createSigner({ PIPELINE_SIGNING_KEY: privateKey });
  const statement = { ...testResult(digest), version, servedVersion: version };
  await attachEvidence(writer, chartRepository(application), statement, signer);

  network.inject(/./, ...Array<Fault>(1000).fill(late));
  network.seen.length = 0;
  const environment = { ...findEnvironment(pipeline, 'demo'), trust: [{ key: publicKey }] };
  const pin = { kind: 'exact', version, digest } as const;
  const started = performance.now();
  const client = createClient({ plainHttp: true });
  const judged = judge(await assess(client, { application, environment, pin }, Promise.resolve([])));
  const seconds = (performance.now() - started) / 1000;
  if (isRefused(judged)) throw new Error('it was refused');
  const what = `judging a promotion with ${latency} ms latency`;
  printValue(what, seconds, 1, 's');
  const beside = network.seen.length - Object.keys(images).length;
  printValue(`${what}, beside one for each image`, beside, 9, 'requests');
}

/** Judges a release of which much is said. */
function benchJudging(): void {
  const evidence = Array.from({ length: statements }, (_, i) =>
    i % 2 === 0 ? failed(i + 10) : test(i + 10),
  );
  const given: Candidate = candidate({}, ...evidence, test(1));
  const started = performance.now();
  if (isRefused(judge(given))) throw new Error('it was refused');
  printValue(`judging ${statements} statements`, (performance.now() - started) / 1000, 1, 's');
}

export async function benchGate(): Promise<void> {
  await benchPromotion();
  benchJudging();
}
