import type { Digest } from '../../model/digest.ts';
import { digestOf } from './digest.ts';
import type { Repository } from './reference.ts';
import { RegistryError } from './transport/registry-error.ts';
import type { Transport } from './transport/transport.ts';

/** The blob to read. */
export interface BlobWanted {
  readonly digest: Digest;
  /** Expected size in bytes; the blob must have exactly this size. */
  readonly size?: number;
}

const defaultLimit = 64 * 2 ** 20;

/**
 * Whether a repository has a blob.
 *
 * @param push asks with a token that may push, so that the push that follows needs no second token
 */
export async function blobExists(
  transport: Transport,
  { registry, repository }: Repository,
  digest: Digest,
  push = false,
): Promise<boolean> {
  const path = `blobs/${digest}`;
  const response = await transport.send({
    registry,
    repository,
    method: 'HEAD',
    path,
    push,
    expected: [200, 404],
  });
  return response.status === 200;
}

/**
 * Reads a blob into memory and checks its bytes against the digest.
 *
 * @param limit maximal size in bytes; 64 MiB by default
 * @throws RegistryError if the blob does not exist, is too large, or has another digest (the message has both)
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
      reason: `the blob has ${size} bytes; the limit is ${limit}`,
    });
  const most = size ?? limit;
  const request = { registry, repository, path, limit: most, size: most };
  const { bytes } = await transport.send({ ...request, method: 'GET', expected: [200] });
  const actual = digestOf(bytes, digest);
  if (actual !== digest)
    throw new RegistryError({
      ...{ kind: 'digest-mismatch', method: 'GET', url },
      reason: `the content has the digest ${actual} instead of ${digest}`,
    });
  return new Uint8Array(bytes);
}
