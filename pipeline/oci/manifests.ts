import { isDigest } from '../../model/digest.ts';
import { digestOf } from './digest.ts';
import { type Manifest, parseManifestContent, type Resolved } from './manifest.ts';
import { acceptManifests } from './media-types.ts';
import { manifestName, type Reference } from './reference.ts';
import { RegistryError, type RegistryErrorKind } from './transport/registry-error.ts';
import type { Transport } from './transport/transport.ts';

const contentTypeOf = (headers: Headers) =>
  headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';

/**
 * Reads a manifest or a whole index, and checks its bytes against the digest that was asked for and the one that the
 * registry announces.
 *
 * @returns undefined if it does not exist (404)
 * @throws RegistryError; if the digest differs the message has both
 */
export async function findManifest(
  transport: Transport,
  reference: Reference,
): Promise<Manifest | undefined> {
  const path = `manifests/${manifestName(reference)}`;
  const { registry, repository } = reference;
  const headers = { accept: acceptManifests };
  const response = await transport.send({
    registry,
    repository,
    method: 'GET',
    path,
    headers,
    expected: [200, 404],
  });
  if (response.status === 404) return undefined;
  const fail = (kind: RegistryErrorKind, what: string) =>
    new RegistryError({
      kind,
      method: 'GET',
      url: transport.url(reference, path),
      reason: what,
      status: 200,
    });
  const bytes = new Uint8Array(response.bytes);
  for (const wanted of [reference.digest, response.headers.get('docker-content-digest')]) {
    if (wanted === undefined || wanted === null || !isDigest(wanted)) continue;
    const actual = digestOf(bytes, wanted);
    if (actual !== wanted)
      throw fail('digest-mismatch', `the content has the digest ${actual} instead of ${wanted}`);
  }
  const content = parseManifestContent(bytes);
  if (content === undefined) throw fail('malformed', 'the response is not a manifest');
  const announced = contentTypeOf(response.headers);
  const isNamed = announced.endsWith('+json');
  // Clients that read the same bytes as different types would see different content (GHSA-mc8v-mgrf-8f4m).
  if (isNamed && content.mediaType !== undefined && content.mediaType !== announced)
    throw fail('malformed', `the Content-Type is ${announced}, but the manifest says ${content.mediaType}`);
  const mediaType = isNamed ? announced : content.mediaType;
  if (mediaType === undefined)
    throw fail('malformed', `the manifest has no media type, and the Content-Type is ${announced}`);
  return { mediaType, digest: reference.digest ?? digestOf(bytes), bytes, content };
}

/**
 * Resolves a tag or digest with a HEAD request; reads the manifest if the response does not have its digest.
 *
 * @returns undefined if it does not exist (404)
 * @throws RegistryError, also if the registry answers with another digest than the one asked for
 */
export async function resolveManifest(
  transport: Transport,
  reference: Reference,
): Promise<Resolved | undefined> {
  const { registry, repository } = reference;
  const path = `manifests/${manifestName(reference)}`;
  const headers = { accept: acceptManifests };
  const response = await transport.send({
    registry,
    repository,
    method: 'HEAD',
    path,
    headers,
    expected: [200, 404, 405],
  });
  if (response.status === 404) return undefined;
  const digest = response.headers.get('docker-content-digest') ?? '';
  const size = Number(response.headers.get('content-length') ?? Number.NaN);
  if (response.status === 200 && isDigest(digest) && Number.isSafeInteger(size)) {
    if (reference.digest !== undefined && digest !== reference.digest)
      throw new RegistryError({
        kind: 'digest-mismatch',
        method: 'HEAD',
        url: transport.url(reference, path),
        reason: `the registry answered with ${digest} instead of ${reference.digest}`,
      });
    return { mediaType: contentTypeOf(response.headers), digest, size };
  }
  const manifest = await findManifest(transport, reference);
  if (manifest === undefined) return undefined;
  return { mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.bytes.byteLength };
}
