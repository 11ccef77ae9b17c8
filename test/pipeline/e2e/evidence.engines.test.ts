import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scenarios } from '../../../e2e/scenarios/index.ts';
import type { Digest } from '../../../model/digest.ts';
import { definePipeline } from '../../../model/pipeline.ts';
import { type TestRequest, testEnvironment } from '../../../pipeline/e2e/test-environment.ts';
import { readEvidence } from '../../../pipeline/evidence/read.ts';
import { type Client, createClient } from '../../../pipeline/oci/client.ts';
import { integration, shop } from '../../support/acme.ts';
import { folderWith } from '../../support/folder.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { pushRelease } from '../evidence/release.ts';
import { createClock, e2e, password, startApplication } from './plan.ts';

let registry: TestRegistry;
let client: Client;
const where = () => ({ registry: registry.host, repository: 'charts/storefront' });

beforeAll(async () => {
  registry = await startTestRegistry('none');
  client = createClient({ plainHttp: true });
}, 60_000);
afterAll(() => registry.stop());

/** Tests `integration`, which serves this version, and records what was found. */
async function testServed(served: string, request: Partial<TestRequest>, pin = '"*"') {
  const broken = { statuses: { 'GET /health': 500 } };
  const { url } = await startApplication({ version: async () => served, faults: { '2.0.0': broken } });
  const chart = { ...shop.chart, registry: `${registry.host}/charts` };
  const dependencies = {
    pipeline: definePipeline({ ...shop, chart, e2e }, [integration()]),
    folder: folderWith({
      'Pulumi.yaml': 'name: shop\nruntime: nodejs\n',
      'Pulumi.integration.yaml': `config:\n  shop:version: ${pin}\n`,
    }),
    env: { SHOP_URL: url, SHOP_PASSWORD: password },
    clock: createClock(),
    scenarios,
    printProgress: () => undefined,
  };
  const recording = { client, signer: undefined, actor: 'ada' };
  return testEnvironment(dependencies, { environment: 'integration', recording, ...request });
}

const statementsOf = async (digest: Digest) =>
  (await readEvidence(client, where(), digest, [])).accepted.map(({ statement }) => statement);

describe('the test result that a run stores beside a release', () => {
  it.each([
    ['1.0.1', 'passed', e2e.scenarios, []],
    ['2.0.0', 'failed', e2e.scenarios.slice(1), ['health']],
  ] as const)(
    'about %s says that it %s, and names the scenarios',
    async (version, result, passedTests, failedTests) => {
      const subject = await pushRelease(client, where(), version);
      const tested = await testServed(version, { version });
      expect(tested).toMatchObject({ subject, evidence: expect.stringMatching(/^sha256:/) });
      expect(await statementsOf(subject)).toEqual([
        {
          kind: 'test-result',
          ...{ subject, version, servedVersion: version, environment: 'integration', actor: 'ada' },
          ...{ result, passedTests, warnedTests: [], failedTests, at: tested.run.endedAt },
        },
      ]);
    },
  );

  it('is about the release that was served, and no other', async () => {
    const [a, b] = [await pushRelease(client, where(), '3.0.0'), await pushRelease(client, where(), '3.0.1')];
    await testServed('3.0.0', { version: '3.0.0' });
    expect([(await statementsOf(a)).length, (await statementsOf(b)).length]).toEqual([1, 0]);
  });

  it('is not stored while another version is served', async () => {
    const subject = await pushRelease(client, where(), '4.0.0');
    const { run, evidence } = await testServed('3.0.0', { version: '4.0.0', deadline: '1s' });
    expect([run.verdict.kind, evidence, await statementsOf(subject)]).toEqual([
      'inconclusive',
      undefined,
      [],
    ]);
  });

  it('is not stored when the tag points to another release than the pin', async () => {
    const subject = await pushRelease(client, where(), '5.0.0');
    const other = `sha256:${'a'.repeat(64)}`;
    const { run } = await testServed('5.0.0', {}, `5.0.0@${other}`);
    const reason = `the tag 5.0.0 points to ${subject}, but ${other} is deployed`;
    expect([run.verdict, await statementsOf(subject)]).toEqual([{ kind: 'inconclusive', reason }, []]);
  });

  it('is not stored when the registry has no such release', async () => {
    const { run } = await testServed('6.0.0', { version: '6.0.0' });
    expect(run.verdict).toEqual({ kind: 'inconclusive', reason: 'the registry has no release 6.0.0' });
  });
});
