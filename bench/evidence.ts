import { performance } from 'node:perf_hooks';
import { bundleToJSON } from '@sigstore/bundle';
import { readEvidence } from '../pipeline/evidence/read.ts';
import { createSigner, type EvidenceSigner } from '../pipeline/evidence/signer.ts';
import { attachEvidence } from '../pipeline/evidence/store.ts';
import { createVerify, loadPublicRoot, parseBundle } from '../pipeline/evidence/verify.ts';
import { createClient } from '../pipeline/oci/client.ts';
import { createKey, pushRelease, rejection } from '../test/pipeline/evidence/release.ts';
import { type Fault, startFaultServer } from '../test/support/fault-server.ts';
import { startTestRegistry } from '../test/support/registry.ts';
import { printValue } from './measure.ts';

const latency = 50;
const late: Fault = (_, __, pass) => void setTimeout(pass, latency);
const stored = 40;
const verified = 1000;

async function timed<Result>(action: () => Result | Promise<Result>) {
  const started = performance.now();
  const result = await action();
  return { result, milliseconds: performance.now() - started };
}

/** Reads what is said of one release from a real registry behind a network that is slow. */
async function benchReading(signer: EvidenceSigner, publicKey: string): Promise<void> {
  await using cleanup = new AsyncDisposableStack();
  const registry = await startTestRegistry('none');
  cleanup.defer(registry.stop);
  const network = await startFaultServer(registry.host);
  cleanup.defer(network.stop);
  const where = { registry: network.host, repository: 'charts/bench' };
  const writer = createClient({ plainHttp: true });
  const subject = await pushRelease(writer, where, '1.0.0');
  for (let i = 0; i < stored; i++) await attachEvidence(writer, where, rejection(subject, `${i}`), signer);

  network.inject(/./, ...Array<Fault>(1000).fill(late));
  network.seen.length = 0;
  const reader = createClient({ plainHttp: true });
  const { result, milliseconds } = await timed(() =>
    readEvidence(reader, where, subject, [{ key: publicKey }]),
  );
  if (result.evidence.length !== stored) throw new Error(`${result.evidence.length} statements were read`);
  const what = `reading ${stored} signed statements with ${latency} ms latency`;
  printValue(what, milliseconds / 1000, 1, 's');
  printValue(`${what}, beside one for each`, network.seen.length - stored, 4, 'requests');
}

/** Verifies bundles that are read already. */
async function benchVerifying(signer: EvidenceSigner, publicKey: string): Promise<void> {
  const statement = new TextEncoder().encode('{}');
  const bundle = new TextEncoder().encode(JSON.stringify(bundleToJSON(await signer.sign(statement))));
  const verify = await createVerify([{ key: publicKey }], loadPublicRoot);
  const { milliseconds } = await timed(() => {
    for (let i = 0; i < verified; i++) {
      const parsed = parseBundle(bundle);
      if (parsed === undefined || verify(parsed.bundle) === undefined) throw new Error('it does not hold');
    }
  });
  printValue(`verifying ${verified} bundles by a key`, milliseconds / 1000, 1, 's');
}

export async function benchEvidence(): Promise<void> {
  const { privateKey, publicKey } = createKey();
  const signer = await createSigner({ PIPELINE_SIGNING_KEY: privateKey });
  if (signer === undefined) throw new Error('there is no signer');
  await benchReading(signer, publicKey);
  await benchVerifying(signer, publicKey);
}
