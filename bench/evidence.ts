import { performance } from 'node:perf_hooks';
import { bundleToJSON } from '@sigstore/bundle';
import type { Digest } from '../model/digest.ts';
import { readEvidence } from '../pipeline/evidence/read.ts';
import { createSigner, type EvidenceSigner } from '../pipeline/evidence/signer.ts';
import type { Rejection } from '../pipeline/evidence/statement.ts';
import { attachEvidence } from '../pipeline/evidence/store.ts';
import { createVerify, loadPublicRoot, parseBundle } from '../pipeline/evidence/verify.ts';
import { createClient } from '../pipeline/oci/client.ts';
import { createSigningKey } from '../rehearsal/play/signing-key.ts';
import { pushArtifact } from './artifacts.ts';
import { printValue } from './measure.ts';
import { startSlowRegistry } from './slow-registry.ts';

const latency = 50;
const storedStatements = 40;
const verifiedBundles = 1000;

const rejection = (subject: Digest, reason: string): Rejection => ({
  kind: 'rejection',
  subject,
  version: '1.0.0',
  actor: 'ada',
  at: '2026-11-18T12:00:00.000Z',
  reason,
});

async function timed<Result>(action: () => Result | Promise<Result>) {
  const started = performance.now();
  const result = await action();
  return { result, milliseconds: performance.now() - started };
}

/** Reads the statements about one release from a real registry behind a slow network. */
async function benchReading(signer: EvidenceSigner, publicKey: string): Promise<void> {
  await using cleanup = new AsyncDisposableStack();
  const registry = await startSlowRegistry(latency, cleanup);
  const repository = { registry: registry.host, repository: 'charts/bench' };
  const writer = createClient({ plainHttp: true });
  const subject = await pushArtifact(writer, repository, '1.0.0', { version: '1.0.0' });
  for (let i = 0; i < storedStatements; i++)
    await attachEvidence(writer, repository, rejection(subject, `${i}`), signer);

  registry.startMeasuring();
  const reader = createClient({ plainHttp: true });
  const { result, milliseconds } = await timed(() =>
    readEvidence(reader, repository, subject, [{ key: publicKey }]),
  );
  if (result.accepted.length !== storedStatements)
    throw new Error(`${result.accepted.length} instead of ${storedStatements} statements were read`);
  const what = `reading ${storedStatements} signed statements with ${latency} ms latency`;
  printValue(what, milliseconds / 1000, 1, 's');
  printValue(`${what}, besides one for each`, registry.requests.length - storedStatements, 4, 'requests');
}

/** Verifies bundles that are already in memory. */
async function benchVerifying(signer: EvidenceSigner, publicKey: string): Promise<void> {
  const statement = new TextEncoder().encode('{}');
  const bundle = new TextEncoder().encode(JSON.stringify(bundleToJSON(await signer.sign(statement))));
  const verify = await createVerify([{ key: publicKey }], loadPublicRoot);
  const { milliseconds } = await timed(() => {
    for (let i = 0; i < verifiedBundles; i++) {
      const parsed = parseBundle(bundle);
      if (parsed === undefined || verify(parsed.bundle) === undefined)
        throw new Error('the signature of a bundle was not verified');
    }
  });
  printValue(`verifying ${verifiedBundles} bundles with a key`, milliseconds / 1000, 1, 's');
}

export async function benchEvidence(): Promise<void> {
  const { privateKey, publicKey } = createSigningKey();
  const signer = await createSigner({ PIPELINE_SIGNING_KEY: privateKey });
  if (signer === undefined) throw new Error('there is no signer');
  await benchReading(signer, publicKey);
  await benchVerifying(signer, publicKey);
}
