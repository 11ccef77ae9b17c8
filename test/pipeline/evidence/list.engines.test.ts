import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pipeline } from '../../../environments/index.ts';
import type { Pipeline } from '../../../model/pipeline.ts';
import { listEvidence } from '../../../pipeline/evidence/list.ts';
import { createSigner } from '../../../pipeline/evidence/signer.ts';
import { attachEvidence } from '../../../pipeline/evidence/store.ts';
import { type Client, createClient } from '../../../pipeline/oci/client.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { createKey, pushRelease, rejection, testResult } from './release.ts';

const key = createKey();
const version = '1.0.77';

let registry: TestRegistry;
let client: Client;
let judged: Pipeline;
const where = () => ({ registry: registry.host, repository: `charts/${pipeline.application.chart.name}` });
const lines = (text: string) => text.split('\n').map((line) => line.split(/ {3,}/));

beforeAll(async () => {
  registry = await startTestRegistry('none');
  client = createClient({ plainHttp: true });
  const { application, environments } = pipeline;
  judged = {
    application: { ...application, chart: { ...application.chart, registry: `${registry.host}/charts` } },
    environments: environments.map((one) => ({
      ...one,
      trust: one.name === 'demo' ? [{ key: key.publicKey }] : [],
    })),
  };
}, 60_000);
afterAll(() => registry.stop());

it('lists each statement with its signer and the environments in which it counts', async () => {
  const subject = await pushRelease(client, where(), version);
  expect((await listEvidence(client, judged, version)).text).toContain('there are no statements about it');

  const signer = await createSigner({ PIPELINE_SIGNING_KEY: key.privateKey });
  await attachEvidence(client, where(), testResult(subject, { at: '2026-11-18T11:00:00.000Z' }), signer);
  const unsigned = await attachEvidence(client, where(), rejection(subject));
  const { text, data } = await listEvidence(client, judged, version);
  const fingerprint = expect.stringMatching(/^SHA256:/);
  expect(lines(text)).toEqual([
    [`${version} ${subject}`],
    [''],
    expect.arrayContaining(['AT', 'COUNTS IN']),
    [
      ...['2026-11-18T11:00:00.000Z', 'test-result', 'passed in demo-staging (tried again: login)', 'ada'],
      ...[fingerprint, 'demo-staging, demo'],
    ],
    [
      ...['2026-11-18T12:00:00.000Z', 'rejection', 'loses sessions', 'ada'],
      ...['nobody who is trusted', 'demo-staging'],
    ],
  ]);
  expect(data).toMatchObject({
    version,
    digest: subject,
    evidence: [
      { signer: { kind: 'key', fingerprint }, countsIn: ['demo-staging', 'demo'] },
      { digest: unsigned, countsIn: ['demo-staging'] },
    ],
    ignored: [],
  });
});

it.each(['9.9.9', 'no version', '--help'])(
  'refuses to list the evidence of %j, which is not a release',
  async (asked) => {
    await expect(listEvidence(client, judged, asked)).rejects.toThrow('there is no such release');
  },
);
