import { isDigest } from '../../model/digest.ts';
import { digestOf } from './digest.ts';
import type { Manifest, Resolved } from './manifest.ts';
import type { Repository } from './reference.ts';
import { RegistryError } from './transport/registry-error.ts';
import type { Transport } from './transport/transport.ts';

export interface Stored extends Resolved {
  /** Whether the registry itself keeps the list of referrers (it answered with OCI-Subject). */
  readonly subjectNoted: boolean;
}

/**
 * Puts a manifest or an index, byte for byte; the same again changes nothing.
 *
 * @param tag what to put it under; without one, under its digest
 * @throws RegistryError, also where the registry says that it kept another digest
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
  const answer = await transport.ask({
    ...{ registry, repository, method: 'PUT', path, push: true, headers, body: bytes },
    expected: [201, 200, 202],
  });
  const kept = answer.headers.get('docker-content-digest');
  if (kept !== null && isDigest(kept) && kept !== digestOf(bytes, kept))
    throw new RegistryError({
      kind: 'digest-mismatch',
      method: 'PUT',
      url: transport.url({ registry, repository }, path),
      answer: `the registry kept ${kept} instead of ${digest}`,
    });
  return { mediaType, digest, size: bytes.byteLength, subjectNoted: answer.headers.has('oci-subject') };
}
