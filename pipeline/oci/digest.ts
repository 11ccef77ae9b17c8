import { createHash } from 'node:crypto';

/** `sha256:<64 hex>` or `sha512:<128 hex>`, as the OCI image specification registers them. */
export type Digest = `sha256:${string}` | `sha512:${string}`;

const form = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Whether a text is a digest of a registered algorithm, with lower-case digits. */
export const isDigest = (text: string): text is Digest => form.test(text);

/**
 * Computes the digest of some bytes.
 *
 * @param like a digest whose algorithm is used; sha256 by default
 */
export function digestOf(bytes: Uint8Array, like?: Digest): Digest {
  const algorithm = like?.startsWith('sha512:') ? 'sha512' : 'sha256';
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}
