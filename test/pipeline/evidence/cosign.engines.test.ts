import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import type { Digest } from '../../../model/digest.ts';
import { readEvidence } from '../../../pipeline/evidence/read.ts';
import { createSigner } from '../../../pipeline/evidence/signer.ts';
import { attachEvidence } from '../../../pipeline/evidence/store.ts';
import { type Client, createClient } from '../../../pipeline/oci/client.ts';
import { setUpEngines } from '../../../rehearsal/engines/index.ts';
import { folderWith } from '../../support/folder.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { createKey, pushRelease, rejection, testResult } from './release.ts';

const testResultType = 'https://in-toto.io/attestation/test-result/v0.1';
const rejectionType = 'https://github.com/carverauto/release-pipeline/rejection/v1';
const key = createKey();
const stranger = createKey();

let registry: TestRegistry;
let client: Client;
let cosign: string;
const where = () => ({ registry: registry.host, repository: 'charts/shop' });
const release = (version: string) => pushRelease(client, where(), version);

beforeAll(async () => {
  registry = await startTestRegistry('none');
  client = createClient({ plainHttp: true });
  cosign = (await setUpEngines())['cosign'] ?? '';
}, 60_000);
afterAll(() => registry.stop());

/** Runs cosign about a release, without anything beyond this machine. */
async function run(verb: 'attest' | 'verify-attestation', subject: Digest, ...args: readonly string[]) {
  const folder = folderWith({
    'key.pem': key.privateKey,
    'public.pem': key.publicKey,
    'stranger.pem': stranger.publicKey,
  });
  mkdirSync(join(folder, 'home'));
  const env = { HOME: join(folder, 'home'), COSIGN_PASSWORD: '', DOCKER_CONFIG: join(folder, 'home') };
  const whole = [
    ...args.map((arg) => arg.replace('FOLDER', folder)),
    `${registry.host}/charts/shop@${subject}`,
  ];
  return execa(cosign, [verb, ...whole], { cwd: folder, env, reject: false, all: true });
}

const verify = (subject: Digest, type: string, publicKey = 'public.pem') =>
  run(
    'verify-attestation',
    subject,
    '--key',
    `FOLDER/${publicKey}`,
    '--type',
    type,
    '--insecure-ignore-tlog',
    '--allow-http-registry',
  );

describe('cosign', () => {
  it.each([
    ['a test result', testResultType, testResult],
    ['a rejection', rejectionType, rejection],
  ])('verifies %s that this project signed', async (_, type, statement) => {
    const subject = await release(`1.0.77-${type.length}`);
    const signer = await createSigner({ PIPELINE_SIGNING_KEY: key.privateKey });
    await attachEvidence(client, where(), statement(subject), signer);
    const { failed, all } = await verify(subject, type);
    expect(failed ? all : '').toBe('');
    expect((await verify(subject, type, 'stranger.pem')).failed).toBe(true);
    const other = await release('1.0.78');
    expect((await verify(other, type)).failed).toBe(true);
  });

  it('signs a rejection that this project reads', async () => {
    const subject = await release('1.0.79');
    const { kind: _, subject: __, ...predicate } = rejection(subject);
    const folder = folderWith({ 'predicate.json': JSON.stringify(predicate) });
    const imported = folderWith({ 'key.pem': key.privateKey });
    const home = { HOME: imported, COSIGN_PASSWORD: '' };
    await execa(cosign, ['import-key-pair', '--key', 'key.pem', '--output-key-prefix', 'cosign'], {
      cwd: imported,
      env: home,
    });
    writeFileSync(
      join(imported, 'signing.json'),
      JSON.stringify({ mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json' }),
    );
    const { failed, all } = await run(
      'attest',
      subject,
      ...['--key', join(imported, 'cosign.key'), '--type', rejectionType],
      ...['--predicate', join(folder, 'predicate.json'), '--signing-config', join(imported, 'signing.json')],
      ...['--allow-http-registry', '--yes'],
    );
    expect(failed ? all : '').toBe('');
    const { accepted, ignored } = await readEvidence(client, where(), subject, [{ key: key.publicKey }]);
    expect(ignored).toEqual([]);
    expect(accepted.map(({ statement }) => statement)).toEqual([rejection(subject)]);
    const others = await readEvidence(client, where(), subject, [{ key: stranger.publicKey }]);
    expect(others.accepted).toEqual([]);
  });
});
