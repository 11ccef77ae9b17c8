import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Digest } from '../../../model/digest.ts';
import { readEvidence } from '../../../pipeline/evidence/read.ts';
import { createKeylessSigner, createSigner, type EvidenceSigner } from '../../../pipeline/evidence/signer.ts';
import { attachEvidence, bundleType, unsignedType } from '../../../pipeline/evidence/store.ts';
import { type Client, createClient } from '../../../pipeline/oci/client.ts';
import { type FaultServer, startFaultServer, status } from '../../support/fault-server.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { artifact, bytesOf, descriptorOf } from '../oci/support/content.ts';
import { createKey, pushRelease, rejection, testResult } from './release.ts';
import { startSigstore } from './sigstore.ts';

const key = createKey();
const stranger = createKey();
const trust = [{ key: key.publicKey }];

let registry: TestRegistry;
let network: FaultServer;
let client: Client;
let signer: EvidenceSigner | undefined;
let subject: Digest;
let count = 0;
const where = () => ({ registry: network.host, repository: 'charts/shop' });
const signerOf = ({ privateKey }: { privateKey: string }) =>
  createSigner({ PIPELINE_SIGNING_KEY: privateKey });
const read = (given: Parameters<typeof readEvidence>[3] = trust) =>
  readEvidence(client, where(), subject, given);
const statements = async (given = trust) => (await read(given)).accepted.map(({ statement }) => statement);

beforeAll(async () => {
  registry = await startTestRegistry('none');
  network = await startFaultServer(registry.host);
  client = createClient({ plainHttp: true, sleep: async () => {} });
  signer = await signerOf(key);
}, 60_000);
afterAll(async () => {
  await network.stop();
  await registry.stop();
});
beforeEach(async () => {
  subject = await pushRelease(client, where(), `1.0.${count++}`);
});

/** Attaches any content to the release. */
async function refer(layer: Uint8Array<ArrayBuffer>, type = bundleType): Promise<Digest> {
  const release = await client.getManifest({ ...where(), digest: subject });
  await client.pushBlob(where(), layer);
  const { bytes, mediaType } = artifact({}, descriptorOf(release.mediaType, release.bytes), type);
  const manifest = { ...JSON.parse(new TextDecoder().decode(bytes)), layers: [descriptorOf(type, layer)] };
  return (await client.attachReferrer(where(), { mediaType, bytes: bytesOf(manifest) })).digest;
}

/** The layer of a stored artifact. */
async function layerOf(digest: Digest): Promise<Uint8Array<ArrayBuffer>> {
  const { content } = await client.getManifest({ ...where(), digest });
  const [layer] = content.layers ?? [];
  if (layer === undefined) throw new Error('it has no layer');
  return new Uint8Array(await client.getBlob(where(), layer));
}

describe('evidence that is stored beside a release', () => {
  it('is read back as it was written, with its signer', async () => {
    const digest = await attachEvidence(client, where(), testResult(subject), signer);
    await attachEvidence(client, where(), rejection(subject), signer);
    const { accepted, ignored } = await read();
    expect(ignored).toEqual([]);
    expect(new Set(accepted.map(({ statement }) => statement))).toEqual(
      new Set([testResult(subject), rejection(subject)]),
    );
    expect(accepted.find((each) => each.digest === digest)?.signer).toEqual({
      kind: 'key',
      fingerprint: expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/),
    });
  });

  it('is not stored a second time', async () => {
    const first = await attachEvidence(client, where(), rejection(subject), signer);
    network.seen.length = 0;
    expect(await attachEvidence(client, where(), rejection(subject), signer)).toBe(first);
    expect(network.seen.filter((line) => !/^(GET|HEAD) /.test(line))).toEqual([]);
    expect(await statements()).toHaveLength(1);
  });

  it('is read by at most three requests, and one more for each statement', async () => {
    for (let i = 0; i < 5; i++) await attachEvidence(client, where(), rejection(subject, `${i}`), signer);
    const fresh = createClient({ plainHttp: true });
    network.seen.length = 0;
    expect((await readEvidence(fresh, where(), subject, trust)).accepted).toHaveLength(5);
    expect(network.seen.length).toBeLessThanOrEqual(3 + 5);
  });

  it('is refused for a release that does not exist', async () => {
    const nowhere = `sha256:${'0'.repeat(64)}` as const;
    await expect(attachEvidence(client, where(), rejection(nowhere), signer)).rejects.toThrow('404');
  });

  it.each([
    ['behind', -3_600_000],
    ['ahead of', 3_600_000],
  ])("is refused from a machine whose clock is an hour %s the registry's", async (where_, off) => {
    const wrong = createClient({ plainHttp: true, now: () => Date.now() + off });
    await expect(attachEvidence(wrong, where(), testResult(subject), signer)).rejects.toThrow(
      `this machine's clock: is 60 min ${where_} the registry's`,
    );
    expect(await read()).toEqual({ accepted: [], ignored: [] });
  });

  it('is not mistaken for absent when the registry fails', async () => {
    await attachEvidence(client, where(), rejection(subject), signer);
    network.inject(/\/blobs\//, ...Array.from({ length: 5 }, () => status(500, 'UNKNOWN')));
    await expect(read()).rejects.toThrow('500');
  });
});

describe('evidence that is ignored, with the reason', () => {
  const reasons = async (given = trust) => {
    const { accepted, ignored } = await read(given);
    expect(accepted).toEqual([]);
    return ignored.map(({ reason }) => reason);
  };

  it('is not signed, although the environment does not trust anyone', async () => {
    await attachEvidence(client, where(), rejection(subject));
    expect(await reasons()).toEqual(['is not signed']);
    expect(await statements([])).toEqual([rejection(subject)]);
  });

  it('is signed by a stranger', async () => {
    await attachEvidence(client, where(), rejection(subject), await signerOf(stranger));
    expect(await reasons()).toEqual(['is not signed by anyone who is trusted']);
  });

  it('was altered after it was signed', async () => {
    const digest = await attachEvidence(client, where(), rejection(subject), signer);
    const bundle = JSON.parse(new TextDecoder().decode(await layerOf(digest)));
    const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString();
    const changed = Buffer.from(payload.replace('loses sessions', 'is fine')).toString('base64');
    subject = await pushRelease(client, where(), '2.0.0');
    await refer(bytesOf({ ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, payload: changed } }));
    expect(await reasons()).toEqual(['is not signed by anyone who is trusted']);
  });

  it('is about another release', async () => {
    const digest = await attachEvidence(client, where(), testResult(subject), signer);
    const bundle = await layerOf(digest);
    subject = await pushRelease(client, where(), '2.0.1');
    await refer(bundle);
    expect(await reasons()).toEqual(['is about another release']);
  });

  it.each([
    ['text instead of a bundle', 'text', bundleType],
    ['a bundle without a signature', { mediaType: bundleType }, bundleType],
    ['unsigned JSON that is not a statement', '[]', unsignedType],
  ])('is malformed: %s', async (_, content, type) => {
    await refer(bytesOf(content), type);
    expect(await reasons(type === unsignedType ? [] : trust)).toHaveLength(1);
  });

  it('is a pass in which no test ran', async () => {
    await attachEvidence(client, where(), testResult(subject, { passedTests: [] }), signer);
    expect(await reasons()).toEqual(['is malformed']);
  });

  it('is 10 MB large, and is not read', async () => {
    await refer(new Uint8Array(10 * 2 ** 20));
    network.seen.length = 0;
    expect(await reasons()).toEqual(['is larger than 1 MiB']);
    expect(network.seen.filter((line) => line.includes('/blobs/'))).toEqual([]);
  });
});

describe('a workflow that signs without a key', () => {
  const [issuer, identity] = [
    'https://token.actions.githubusercontent.com',
    'https://github.com/carverauto/serviceradar/.github/workflows/e2e.yml@refs/heads/main',
  ];
  const before = { ...process.env };
  afterAll(() => {
    process.env = before;
  });

  it('is trusted by the issuer and the name of its identity', async () => {
    const sigstore = await startSigstore({ iss: issuer, sub: identity });
    Object.assign(process.env, sigstore.env);
    const keyless = await createKeylessSigner(sigstore.instance);
    await attachEvidence(client, where(), rejection(subject), keyless);
    const readBy = (given: { issuer: string; identity: string }) =>
      readEvidence(client, where(), subject, [given], sigstore.loadRoot);
    const { accepted } = await readBy({ issuer, identity });
    expect(accepted.map(({ signer: by }) => by)).toEqual([{ kind: 'identity', issuer, identity }]);
    for (const other of [
      { issuer, identity: `${identity}-of-a-fork` },
      { issuer, identity: identity.replace('github.com', 'githubXcom') },
      { issuer: 'https://elsewhere.example', identity },
    ]) {
      expect((await readBy(other)).accepted).toEqual([]);
    }
    const other = await startSigstore({ iss: issuer, sub: identity });
    const otherRoot = await readEvidence(client, where(), subject, [{ issuer, identity }], other.loadRoot);
    expect(otherRoot.accepted).toEqual([]);
    await sigstore.stop();
    await other.stop();
  });
});
