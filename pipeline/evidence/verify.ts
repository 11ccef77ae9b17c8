import { createPublicKey } from 'node:crypto';
import {
  type Bundle,
  bundleFromJSON,
  isBundleWithDsseEnvelope,
  isBundleWithPublicKey,
} from '@sigstore/bundle';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import type { Trust } from '../../model/trust.ts';
import { keyHint, payloadType } from './signer.ts';
import type { Signer } from './statement.ts';

/** Verifies a bundle and returns who signed it; undefined if nobody who is trusted did. */
export type Verify = (bundle: Bundle) => Signer | undefined;

type TrustedRoot = Parameters<typeof toTrustMaterial>[0];

/** Loads Sigstore's authorities, against which certificates and log entries are verified. */
export type LoadRoot = () => Promise<TrustedRoot>;

/** The authorities of the public instance, kept up to date by TUF. */
export const loadPublicRoot: LoadRoot = async () => (await import('@sigstore/tuf')).getTrustedRoot();

const emptyMaterial = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };

function verifyByKey(pem: string): Verify {
  const publicKey = createPublicKey(pem);
  const material = { ...emptyMaterial, publicKey: () => ({ publicKey, validFor: () => true }) };
  const verifier = new Verifier(material, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 });
  const signer = { kind: 'key', fingerprint: `SHA256:${keyHint(publicKey).replace(/=+$/, '')}` } as const;
  return (bundle) => {
    if (!isBundleWithPublicKey(bundle)) return undefined;
    const { tlogEntries: _, timestampVerificationData: __, ...content } = bundle.verificationMaterial;
    // Only the key is trusted, so log entries and timestamps need not be.
    const bundleWithoutLog = {
      ...bundle,
      verificationMaterial: { ...content, tlogEntries: [], timestampVerificationData: undefined },
    };
    verifier.verify(toSignedEntity(bundleWithoutLog));
    return signer;
  };
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function verifyByIdentity(issuer: string, identity: string, root: TrustedRoot): Verify {
  const verifier = new Verifier(toTrustMaterial(root));
  const policy = { subjectAlternativeName: new RegExp(`^${literally(identity)}$`), extensions: { issuer } };
  return (bundle) => {
    if (isBundleWithPublicKey(bundle)) return undefined;
    verifier.verify(toSignedEntity(bundle), policy);
    return { kind: 'identity', issuer, identity };
  };
}

/** Returns the first signer that is found; a signature that does not verify has none. */
const firstOf =
  (all: readonly Verify[]): Verify =>
  (bundle) => {
    for (const verify of all) {
      try {
        const signer = verify(bundle);
        if (signer !== undefined) return signer;
      } catch {}
    }
    return undefined;
  };

/** Creates the verification of bundles by those who are trusted. Sigstore's root is loaded only if it is needed. */
export async function createVerify(trust: readonly Trust[], loadRoot: LoadRoot): Promise<Verify> {
  const root = trust.some((each) => 'issuer' in each) ? await loadRoot() : undefined;
  return firstOf(
    trust.flatMap((each) => {
      if ('key' in each) return [verifyByKey(each.key)];
      return root === undefined ? [] : [verifyByIdentity(each.issuer, each.identity, root)];
    }),
  );
}

/**
 * Reads a Sigstore bundle.
 *
 * @param bytes JSON in UTF-8
 * @returns the bundle and the statement in it; undefined if it is not a bundle of one signed in-toto statement
 */
export function parseBundle(
  bytes: Uint8Array,
): { readonly bundle: Bundle; readonly statement: Uint8Array } | undefined {
  try {
    const bundle = bundleFromJSON(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    if (!isBundleWithDsseEnvelope(bundle)) return undefined;
    const { payload, payloadType: type, signatures } = bundle.content.dsseEnvelope;
    // The verifier checks only one signature.
    return type === payloadType && signatures.length === 1 ? { bundle, statement: payload } : undefined;
  } catch {
    return undefined;
  }
}
