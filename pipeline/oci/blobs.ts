import type { Digest } from '../../model/digest.ts';
import { digestOf } from './digest.ts';
import type { Repository } from './reference.ts';
import { RegistryError } from './transport/registry-error.ts';
import type { Transport } from './transport/transport.ts';

export interface BlobWanted {
  readonly digest: Digest;
  /** Bytes, where known: it must be exactly that large. */
  readonly size?: number;
}

const defaultLimit = 64 * 2 ** 20;

/**
 * Whether a repository has a blob.
 *
 * @param push whether it is asked on the way to pushing: one token then serves both
 */
export async function blobExists(
  transport: Transport,
  { registry, repository }: Repository,
  digest: Digest,
  push = false,
): Promise<boolean> {
  const path = `blobs/${digest}`;
  const answer = await transport.ask({
    registry,
    repository,
    method: 'HEAD',
    path,
    push,
    expected: [200, 404],
  });
  return answer.status === 200;
}

/**
 * Reads a blob into memory; its digest is computed from its bytes.
 *
 * @param limit bytes that are accepted, 64 MiB if absent; where the size is known that is the limit, if it is lower
 * @throws RegistryError when it is absent, larger, or other than asked for (both digests are named)
 */
export async function getBlob(
  transport: Transport,
  { registry, repository }: Repository,
  { digest, size }: BlobWanted,
  limit = defaultLimit,
): Promise<Uint8Array<ArrayBuffer>> {
  const path = `blobs/${digest}`;
  const url = transport.url({ registry, repository }, path);
  if (size !== undefined && size > limit)
    throw new RegistryError({
      kind: 'too-large',
      method: 'GET',
      url,
      answer: `${size} bytes, at most ${limit}`,
    });
  const most = size ?? limit;
  const question = { registry, repository, path, limit: most, size: most };
  const { bytes } = await transport.ask({ ...question, method: 'GET', expected: [200] });
  const actual = digestOf(bytes, digest);
  if (actual !== digest)
    throw new RegistryError({
      ...{ kind: 'digest-mismatch', method: 'GET', url },
      answer: `${actual} came instead of ${digest}`,
    });
  return new Uint8Array(bytes);
}
