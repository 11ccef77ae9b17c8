import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Bundle } from '@sigstore/bundle';
import { RemoteError, type UserError, userError } from '../../model/errors.ts';

/** Signs in-toto statements. */
export interface EvidenceSigner {
  /** @returns a Sigstore bundle v0.3 with a DSSE envelope around the statement */
  readonly sign: (statement: Uint8Array) => Promise<Bundle>;
}

export const payloadType = 'application/vnd.in-toto+json';
const variable = 'PIPELINE_SIGNING_KEY';

/** The SHA-256 of a public key's SubjectPublicKeyInfo, in base64: how bundles name a key. */
export const keyHint = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('base64');

function refuse(what: string): UserError {
  const hint = 'set it to an ECDSA P-256 private key: its PEM, or the path of a file with it';
  return userError(what, { where: variable, hint });
}

async function readKey(value: string): Promise<KeyObject> {
  const pem = value.includes('-----BEGIN') ? value : await readFile(value, 'utf8').catch(() => undefined);
  if (pem === undefined) throw refuse('is neither a PEM nor the path of a file');
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw refuse('is not a private key, or an encrypted one');
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw refuse('is another kind of key');
  return key;
}

async function createKeySigner(value: string): Promise<EvidenceSigner> {
  const { DSSEBundleBuilder } = await import('@sigstore/sign');
  const key = await readKey(value);
  const publicKey = createPublicKey(key);
  const hint = keyHint(publicKey);
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const builder = new DSSEBundleBuilder({
    signer: {
      sign: async (data) => ({
        signature: sign('sha256', data, key),
        key: { $case: 'publicKey', publicKey: pem, hint },
      }),
    },
    witnesses: [],
  });
  return {
    sign: async (statement) => {
      const bundle = await builder.create({ data: Buffer.from(statement), type: payloadType });
      // Cosign takes a key id for one of its own kind, and refuses every other; the hint names the key.
      for (const signature of bundle.content.dsseEnvelope.signatures) signature.keyid = '';
      return bundle;
    },
  };
}

/** An instance of Sigstore; by default the public one. */
export interface Sigstore {
  readonly fulcioBaseURL?: string;
  readonly rekorBaseURL?: string;
}

/** Signs as the workflow that runs: a certificate for its identity, and an entry in the transparency log. */
export async function createKeylessSigner({
  fulcioBaseURL,
  rekorBaseURL,
}: Sigstore = {}): Promise<EvidenceSigner> {
  const { CIContextProvider, DSSEBundleBuilder, FulcioSigner, RekorWitness } = await import('@sigstore/sign');
  const builder = new DSSEBundleBuilder({
    signer: new FulcioSigner({
      identityProvider: new CIContextProvider('sigstore'),
      ...(fulcioBaseURL === undefined ? {} : { fulcioBaseURL }),
    }),
    witnesses: [
      new RekorWitness({ entryType: 'dsse', ...(rekorBaseURL === undefined ? {} : { rekorBaseURL }) }),
    ],
  });
  return {
    sign: async (statement) => {
      try {
        return await builder.create({ data: Buffer.from(statement), type: payloadType });
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new RemoteError(`Sigstore: ${why}\n    run the same command again, or set ${variable}`);
      }
    },
  };
}

/**
 * What evidence is signed with: the key in PIPELINE_SIGNING_KEY (PEM, or the path of a file with it), else the
 * identity of the workflow where GitHub Actions gives one (`permissions: id-token: write`).
 *
 * @returns undefined where there is neither: evidence is then not signed
 * @throws UserError for a key that cannot be used; it is not shown
 */
export async function createSigner(env: NodeJS.ProcessEnv): Promise<EvidenceSigner | undefined> {
  const key = env[variable];
  if (key !== undefined && key !== '') return createKeySigner(key);
  return env['ACTIONS_ID_TOKEN_REQUEST_URL'] ? createKeylessSigner() : undefined;
}
