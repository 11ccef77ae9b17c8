import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Bundle } from '@sigstore/bundle';
import { RemoteError, type UserError, userError } from '../../model/errors.ts';
import { isMissingFile } from '../../model/missing-file.ts';

/** Signs in-toto statements. */
export interface EvidenceSigner {
  /** @returns a Sigstore bundle v0.3 with a DSSE envelope around the statement */
  readonly sign: (statement: Uint8Array) => Promise<Bundle>;
}

export const payloadType = 'application/vnd.in-toto+json';
const variable = 'PIPELINE_SIGNING_KEY';

/** The SHA-256 of a public key's SubjectPublicKeyInfo, in base64, by which bundles name a key. */
export const keyHint = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('base64');

function keyError(what: string): UserError {
  const hint = 'set it to an ECDSA P-256 private key: its PEM, or the path of a file with it';
  return userError(what, { where: variable, hint });
}

/** @throws UserError with the code of the system error only: its message shows the path, which may be a key */
async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissingFile(error)) throw keyError('is neither a PEM nor the path of a file');
    const code =
      typeof error === 'object' && error !== null && 'code' in error ? error.code : 'unknown error';
    throw keyError(`names a file that cannot be read (${code})`);
  }
}

async function readKey(value: string): Promise<KeyObject> {
  const pem = value.includes('-----BEGIN') ? value : await readPem(value);
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw keyError('is not a private key, or is encrypted');
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw keyError('is another kind of key');
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
      // Cosign refuses key ids that are not its own; the hint names the key.
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

/** Creates a signer with the identity of the running workflow: a certificate, and an entry in the transparency log. */
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
 * Creates the signer of evidence: the key in PIPELINE_SIGNING_KEY (PEM, or the path of a file with it), else the
 * identity of the workflow, if GitHub Actions provides it (`permissions: id-token: write`).
 *
 * @returns undefined if there is neither: evidence is then not signed
 * @throws UserError for a key that cannot be used, without showing it
 */
export async function createSigner(env: NodeJS.ProcessEnv): Promise<EvidenceSigner | undefined> {
  const key = env[variable];
  if (key !== undefined && key !== '') return createKeySigner(key);
  return env['ACTIONS_ID_TOKEN_REQUEST_URL'] ? createKeylessSigner() : undefined;
}
