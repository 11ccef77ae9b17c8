import { createPublicKey } from 'node:crypto';
import { z } from 'zod';

const isPublicKey = (pem: string) => {
  try {
    return createPublicKey(pem).asymmetricKeyType === 'ec';
  } catch {
    return false;
  }
};

/** A public key as PEM (ECDSA P-256), or the identity of a workflow in Fulcio's certificates. */
export const trustSchema = z.union([
  z.strictObject({ key: z.string().refine(isPublicKey, 'is not the PEM of an ECDSA public key') }),
  z.strictObject({ issuer: z.url(), identity: z.string().min(1) }),
]);

/** Whose evidence counts in an environment. */
export type Trust = z.output<typeof trustSchema>;
