import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { pipeline } from '../environments/index.ts';
import type { Digest } from '../model/digest.ts';
import { findEnvironment } from '../model/pipeline.ts';
import { loadChart } from '../pipeline/chart/load.ts';
import { publishChart } from '../pipeline/chart/publish.ts';
import { chartRepository } from '../pipeline/chart/repository.ts';
import { createSigner } from '../pipeline/evidence/signer.ts';
import type { Evidence, TestResult } from '../pipeline/evidence/statement.ts';
import { attachEvidence } from '../pipeline/evidence/store.ts';
import { imagesOf } from '../pipeline/images/images.ts';
import { createClient } from '../pipeline/oci/client.ts';
import { digestOf } from '../pipeline/oci/digest.ts';
import type { Candidate } from '../pipeline/promotion/gates/candidate.ts';
import { isRefused } from '../pipeline/promotion/gates/finding.ts';
import { judge } from '../pipeline/promotion/gates/judge.ts';
import { readCandidate } from '../pipeline/promotion/read-candidate.ts';
import { createSigningKey } from '../rehearsal/play/signing-key.ts';
import { pushImages } from './artifacts.ts';
import { printValue } from './measure.ts';
import { startSlowRegistry } from './slow-registry.ts';

const latency = 50;
const root = fileURLToPath(new URL('..', import.meta.url));
const statementCount = 10_000;
const now = new Date('2026-11-18T12:00:00Z');

const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

const passedTest = (subject: Digest, version: string, at: string): TestResult => ({
  kind: 'test-result',
  ...{ subject, version, actor: 'ada', at },
  environment: 'demo-staging',
  servedVersion: version,
  result: 'passed',
  passedTests: ['health', 'login'],
  warnedTests: [],
  failedTests: [],
});

/** Judges a promotion, with all its requests, with a real registry behind a slow network. */
async function benchPromotion(): Promise<void> {
  await using cleanup = new AsyncDisposableStack();
  const registry = await startSlowRegistry(latency, cleanup);
  const { images, chart } = pipeline.application;
  const application = {
    ...pipeline.application,
    chart: { ...chart, registry: `${registry.host}/charts` },
    images: Object.fromEntries(Object.keys(images).map((name) => [name, `${registry.host}/bench/${name}`])),
  };
  const writer = createClient({ plainHttp: true });
  await pushImages(writer, imagesOf(application), 'v1.0.76');
  const files = await loadChart(root, application);
  const { digest, version } = await publishChart(writer, application, files);
  const { privateKey, publicKey } = createSigningKey();
  const signer = await createSigner({ PIPELINE_SIGNING_KEY: privateKey });
  const statement = passedTest(digest, version, now.toISOString());
  await attachEvidence(writer, chartRepository(application), statement, signer);

  registry.startMeasuring();
  const environment = { ...findEnvironment(pipeline, 'demo'), trust: [{ key: publicKey }] };
  const pin = { kind: 'exact', version, digest } as const;
  const started = performance.now();
  const client = createClient({ plainHttp: true });
  const findings = judge(await readCandidate(client, { application, environment, pin }, Promise.resolve([])));
  const seconds = (performance.now() - started) / 1000;
  if (isRefused(findings)) throw new Error('the promotion was refused');
  const what = `judging a promotion with ${latency} ms latency`;
  printValue(what, seconds, 1, 's');
  const otherRequests = registry.requests.length - Object.keys(images).length;
  printValue(`${what}, besides one for each image`, otherRequests, 9, 'requests');
}

const digestOfText = (text: string) => digestOf(new TextEncoder().encode(text));

/** Judges a release with many statements: every second test failed, and the newest passed. */
function benchJudging(): void {
  const version = '1.0.77';
  const digest = digestOfText(version);
  const image = {
    name: 'core',
    repository: { registry: 'ghcr.io', repository: 'carverauto/serviceradar-core' },
    tag: `v${version}`,
    digest: digestOfText('core'),
  };
  const test = (index: number, minutes: number): Evidence => {
    const passed = passedTest(digest, version, minutesAgo(minutes));
    const isFailed = index % 2 === 0;
    const failed = { ...passed, result: 'failed', passedTests: ['health'], failedTests: ['login'] } as const;
    return { digest: digestOfText(`${index}`), statement: isFailed ? failed : passed };
  };
  const older = Array.from({ length: statementCount }, (_, index) => test(index, index + 10));
  const candidate: Candidate = {
    environment: {
      ...findEnvironment(pipeline, 'demo'),
      ...{ trust: [], gates: { e2e: true, freeze: [] } },
    },
    pin: { kind: 'exact', version, digest },
    release: { version, digest, tagged: digest, images: [{ ...image, tagged: image.digest }] },
    evidence: { accepted: [...older, test(statementCount + 1, 1)], ignored: [] },
    history: [{ version: '1.0.76', digest: digestOfText('1.0.76'), at: minutesAgo(1000) }],
    now,
  };
  const started = performance.now();
  if (isRefused(judge(candidate))) throw new Error('the release was refused');
  printValue(`judging ${statementCount} statements`, (performance.now() - started) / 1000, 1, 's');
}

export async function benchGate(): Promise<void> {
  await benchPromotion();
  benchJudging();
}
