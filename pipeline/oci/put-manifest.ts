import { isDigest } from '../../model/digest.ts';
import { digestOf } from './digest.ts';
import type { Manifest, Resolved } from './manifest.ts';
import type { Repository } from './reference.ts';
import { RegistryError } from './transport/registry-error.ts';
import type { Transport } from './transport/transport.ts';

export interface Stored extends Resolved {
  /** Whether the registry maintains the list of referrers itself (the response has the header OCI-Subject). */
  readonly subjectNoted: boolean;
}

/**
 * Puts a manifest or an index, byte for byte. Putting the same content again changes nothing.
 *
 * @param tag by default it is put by its digest, without a tag
 * @throws RegistryError, also if the registry reports that it stored another digest
 */
export async function putManifest(
  transport: Transport,
  { registry, repository }: Repository,
  { mediaType, bytes }: Pick<Manifest, 'mediaType' | 'bytes'>,
  tag?: string,
): Promise<Stored> {
  const digest = digestOf(bytes);
  const path = `manifests/${tag ?? digest}`;
  const headers = { 'content-type': mediaType };
  const response = await transport.send({
    ...{ registry, repository, method: 'PUT', path, push: true, headers, body: bytes },
    expected: [201, 200, 202],
  });
  const stored = response.headers.get('docker-content-digest');
  if (stored !== null && isDigest(stored) && stored !== digestOf(bytes, stored))
    throw new RegistryError({
      kind: 'digest-mismatch',
      method: 'PUT',
      url: transport.url({ registry, repository }, path),
      reason: `the registry stored ${stored} instead of ${digest}`,
    });
  return { mediaType, digest, size: bytes.byteLength, subjectNoted: response.headers.has('oci-subject') };
}
