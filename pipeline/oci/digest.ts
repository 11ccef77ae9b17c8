import { createHash } from 'node:crypto';
import type { Digest } from '../../model/digest.ts';

/**
 * The digest of these bytes.
 *
 * @param like a digest whose algorithm is used; sha256 without it
 */
export function digestOf(bytes: Uint8Array, like?: Digest): Digest {
  const algorithm = like?.startsWith('sha512:') ? 'sha512' : 'sha256';
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}
