import { createHash } from 'node:crypto';
import type { Digest } from '../../model/digest.ts';

/**
 * Computes the digest of some bytes.
 *
 * @param like a digest whose algorithm is used; sha256 by default
 */
export function digestOf(bytes: Uint8Array, like?: Digest): Digest {
  const algorithm = like?.startsWith('sha512:') ? 'sha512' : 'sha256';
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}
