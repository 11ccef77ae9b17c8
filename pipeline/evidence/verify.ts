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

/** Says who signed a bundle; undefined where it is nobody who is trusted. */
export type Verify = (bundle: Bundle) => Signer | undefined;

type TrustedRoot = Parameters<typeof toTrustMaterial>[0];

/** Sigstore's own authorities, by which certificates and log entries are judged. */
export type LoadRoot = () => Promise<TrustedRoot>;

/** Those of the public instance, kept up to date by TUF. */
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
    // The key alone is trusted; where it was logged beside does not matter.
    const bare = {
      ...bundle,
      verificationMaterial: { ...content, tlogEntries: [], timestampVerificationData: undefined },
    };
    verifier.verify(toSignedEntity(bare));
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

/** The first of several that knows who it was; a signature that does not hold is nobody's. */
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

/** Makes a check of who signed a bundle, among those who are trusted. Sigstore's root is loaded where it is needed. */
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
 * @returns the bundle with the statement in it, or undefined where it is none
 */
export function parseBundle(
  bytes: Uint8Array,
): { readonly bundle: Bundle; readonly statement: Uint8Array } | undefined {
  try {
    const bundle = bundleFromJSON(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    if (!isBundleWithDsseEnvelope(bundle)) return undefined;
    const { payload, payloadType: type, signatures } = bundle.content.dsseEnvelope;
    // One alone is looked at by the verifier.
    return type === payloadType && signatures.length === 1 ? { bundle, statement: payload } : undefined;
  } catch {
    return undefined;
  }
}
