import { createHash, createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bundle, bundleToJSON, isBundleWithDsseEnvelope } from '@sigstore/bundle';
import type { Trust } from '../../../model/trust.ts';
import { createKeylessSigner, createSigner } from '../../../pipeline/evidence/signer.ts';
import { createVerify, type LoadRoot, parseBundle } from '../../../pipeline/evidence/verify.ts';
import { bytesOf } from '../oci/support/content.ts';
import { createKey } from './release.ts';
import { startSigstore } from './sigstore.ts';

const payload = bytesOf({ reason: 'loses sessions' });
const [key, stranger] = [createKey(), createKey()];
const issuer = 'https://token.actions.githubusercontent.com';
const identity = 'https://github.com/acme/shop/.github/workflows/e2e.yml@refs/heads/main';
/** An identity with every character that has a meaning in regular expressions. */
const special = 'https://github.com/acme/shop/a.b*c+d?e^f$g{1}h(i)j|k[l]m\\n';

const noRoot: LoadRoot = async () => {
  throw new Error('the root of Sigstore was loaded');
};

/** The JSON of a bundle after a change, read back. */
function changed(bundle: Bundle, change: (json: ReturnType<typeof JSON.parse>) => void): Bundle {
  const json = structuredClone<ReturnType<typeof JSON.parse>>(bundleToJSON(bundle));
  change(json);
  const found = parseBundle(bytesOf(json));
  if (found === undefined) throw new Error('it is no longer a bundle');
  return found.bundle;
}

const withOtherPayload = (bundle: Bundle) =>
  changed(bundle, (json) => {
    json.dsseEnvelope.payload = Buffer.from('{"reason":"is fine"}').toString('base64');
  });

async function signByKey({ privateKey }: typeof key): Promise<Bundle> {
  const signer = await createSigner({ PIPELINE_SIGNING_KEY: privateKey });
  if (signer === undefined) throw new Error('there is no signer');
  return signer.sign(payload);
}

const environmentVariables = { ...process.env };
const sigstores: Awaited<ReturnType<typeof startSigstore>>[] = [];

afterAll(async () => {
  process.env = environmentVariables;
  await Promise.all(sigstores.map(({ stop }) => stop()));
});

/** Signs in an instance of Sigstore on this machine, as the workflow that these claims describe. */
async function signKeyless(claims: { readonly iss: string; readonly sub: string }) {
  const sigstore = await startSigstore(claims);
  sigstores.push(sigstore);
  Object.assign(process.env, sigstore.env);
  const bundle = await (await createKeylessSigner(sigstore.instance)).sign(payload);
  return { bundle, loadRoot: sigstore.loadRoot };
}

describe('trust in a key', () => {
  let bundle: Bundle;
  const fingerprint = createHash('sha256')
    .update(createPublicKey(key.publicKey).export({ type: 'spki', format: 'der' }))
    .digest('base64')
    .slice(0, 43);
  const signer = { kind: 'key', fingerprint: `SHA256:${fingerprint}` };
  const verify = async (...trusted: (typeof key)[]) =>
    createVerify(
      trusted.map(({ publicKey }) => ({ key: publicKey })),
      noRoot,
    );

  beforeAll(async () => {
    bundle = await signByKey(key);
  });

  it('accepts what the key signed, and returns its fingerprint', async () => {
    expect((await verify(key))(bundle)).toEqual(signer);
  });

  it('accepts what one of several keys signed', async () => {
    expect((await verify(stranger, key))(bundle)).toEqual(signer);
    expect((await verify(key, stranger))(bundle)).toEqual(signer);
  });

  it("refuses what a stranger's key signed", async () => {
    expect((await verify(stranger))(bundle)).toBeUndefined();
  });

  it('refuses a payload that was altered after it was signed', async () => {
    expect((await verify(key))(withOtherPayload(bundle))).toBeUndefined();
  });

  it('refuses a signature that was altered', async () => {
    const altered = changed(bundle, (json) => {
      json.dsseEnvelope.signatures[0].sig = Buffer.from('nobody').toString('base64');
    });
    expect((await verify(key))(altered)).toBeUndefined();
  });

  it("refuses a stranger's signature that names the trusted key", async () => {
    const forged = changed(await signByKey(stranger), (json) => {
      json.verificationMaterial.publicKey.hint = `${fingerprint}=`;
    });
    expect((await verify(key))(forged)).toBeUndefined();
  });

  it('refuses everything if nobody is trusted', async () => {
    expect((await verify())(bundle)).toBeUndefined();
  });

  it('accepts what also has a log entry or a timestamp of an unknown authority', async () => {
    const { bundle: logged } = await signKeyless({ iss: issuer, sub: identity });
    const [entry] = logged.verificationMaterial.tlogEntries;
    const material = bundle.verificationMaterial;
    const withLog = { ...bundle, verificationMaterial: { ...material, tlogEntries: entry ? [entry] : [] } };
    const timestampVerificationData = { rfc3161Timestamps: [{ signedTimestamp: Buffer.from('now') }] };
    const withDate = { ...bundle, verificationMaterial: { ...material, timestampVerificationData } };
    for (const extended of [withLog, withDate])
      expect((await verify(key))(extended as Bundle)).toEqual(signer);
  });
});

describe('trust in the identity of a workflow', () => {
  let signed: Awaited<ReturnType<typeof signKeyless>>;
  const trusted = { issuer, identity };
  const verifyBy = async (...trust: Trust[]) => (await createVerify(trust, signed.loadRoot))(signed.bundle);

  beforeAll(async () => {
    signed = await signKeyless({ iss: issuer, sub: identity });
  });

  it('accepts what that workflow signed, and returns its identity', async () => {
    expect(await verifyBy(trusted)).toEqual({ kind: 'identity', issuer, identity });
  });

  it('accepts it if others are trusted too', async () => {
    const other = { issuer, identity: 'https://github.com/acme/other' };
    expect(await verifyBy({ key: key.publicKey }, other, trusted)).toMatchObject({
      kind: 'identity',
      identity,
    });
  });

  it.each([
    ['the beginning of the identity', identity.slice(0, -1)],
    ['the end of the identity', identity.slice(1)],
    ['the identity with something after it', `${identity}-of-a-fork`],
    ['the identity with something before it', `https://evil.example/?${identity}`],
    ['another repository', identity.replace('acme/shop', 'evil/shop')],
    ['another workflow', identity.replace('e2e.yml', 'build.yml')],
    ['another branch', identity.replace('main', 'feature')],
    ['another character where a dot is', identity.replace('github.com', 'githubXcom')],
    ['the identity in upper case', identity.toUpperCase()],
    ['a pattern that matches everything', '.*'],
    ['a pattern that matches the identity', identity.replace('main', '[a-z]+')],
    ['an alternative to the identity', `x|${identity}`],
    ['nothing', ''],
  ])('refuses it when the trust names %s', async (_, other) => {
    expect(await verifyBy({ issuer, identity: other })).toBeUndefined();
  });

  it('refuses a workflow whose identity the trusted one would match as a pattern', async () => {
    const sub = identity.replace('github.com', 'githubXcom');
    const other = await signKeyless({ iss: issuer, sub });
    expect((await createVerify([trusted], other.loadRoot))(other.bundle)).toBeUndefined();
  });

  it.each([
    ['another issuer', 'https://elsewhere.example'],
    ['the beginning of the issuer', issuer.slice(0, -1)],
    ['the issuer with something after it', `${issuer}/`],
  ])('refuses it when the trust names %s', async (_, other) => {
    expect(await verifyBy({ issuer: other, identity })).toBeUndefined();
  });

  it('compares characters that have a meaning in regular expressions as they are', async () => {
    const other = await signKeyless({ iss: issuer, sub: special });
    const verifySpecial = async (named: string) =>
      (await createVerify([{ issuer, identity: named }], other.loadRoot))(other.bundle);
    expect(await verifySpecial(special)).toMatchObject({ identity: special });
    expect(await verifySpecial(special.replace('*', ''))).toBeUndefined();
  });

  it('refuses a certificate of another authority', async () => {
    const other = await signKeyless({ iss: issuer, sub: identity });
    expect((await createVerify([trusted], other.loadRoot))(signed.bundle)).toBeUndefined();
  });

  it('refuses a payload that was altered after it was signed', async () => {
    const verify = await createVerify([trusted], signed.loadRoot);
    expect(verify(withOtherPayload(signed.bundle))).toBeUndefined();
  });

  it('refuses what is not in the transparency log', async () => {
    const unlogged = changed(signed.bundle, (json) => {
      json.verificationMaterial.tlogEntries = [];
    });
    expect((await createVerify([trusted], signed.loadRoot))(unlogged)).toBeUndefined();
  });

  it('refuses what a key signed, and trust in a key refuses what the workflow signed', async () => {
    expect((await createVerify([trusted], signed.loadRoot))(await signByKey(key))).toBeUndefined();
    expect(await verifyBy({ key: key.publicKey })).toBeUndefined();
  });

  it('fails when the root of Sigstore cannot be loaded', async () => {
    await expect(createVerify([{ key: key.publicKey }, trusted], noRoot)).rejects.toThrow('root of Sigstore');
  });
});

describe('parseBundle', () => {
  let json: ReturnType<typeof JSON.parse>;

  beforeAll(async () => {
    json = bundleToJSON(await signByKey(key));
  });

  it('returns the bundle, and the statement in it', () => {
    const found = parseBundle(bytesOf(json));
    expect(found?.statement).toEqual(Buffer.from(payload));
    expect(found && isBundleWithDsseEnvelope(found.bundle)).toBe(true);
  });

  it.each([
    ['text that is not JSON', () => 'text'],
    ['an object that is not a bundle', () => ({})],
    ['a bundle without a signature', () => withSignatures([])],
    ['a bundle with two signatures', () => withSignatures(Array(2).fill(json.dsseEnvelope.signatures[0]))],
    [
      'a bundle of something other than an in-toto statement',
      () => ({ ...json, dsseEnvelope: { ...json.dsseEnvelope, payloadType: 'text/plain' } }),
    ],
    [
      'a bundle with the signature of a file',
      () => {
        const { dsseEnvelope: _, ...rest } = json;
        const messageDigest = { algorithm: 'SHA2_256', digest: 'AAAA' };
        return { ...rest, messageSignature: { messageDigest, signature: 'AAAA' } };
      },
    ],
  ])('refuses %s', (_, content) => {
    expect(parseBundle(bytesOf(content()))).toBeUndefined();
  });

  it('ignores unknown fields, but refuses text that is not UTF-8', () => {
    const bytes = bytesOf({ ...json, note: '?' });
    expect(parseBundle(bytes)).toBeDefined();
    bytes[bytes.lastIndexOf('?'.charCodeAt(0))] = 0xff;
    expect(parseBundle(bytes)).toBeUndefined();
  });

  const withSignatures = (signatures: readonly unknown[]) => ({
    ...json,
    dsseEnvelope: { ...json.dsseEnvelope, signatures },
  });
});
