import { isDigest } from '../../model/digest.ts';
import { digestOf } from './digest.ts';
import { type Manifest, parseContent, type Resolved } from './manifest.ts';
import { acceptManifests } from './media-types.ts';
import { manifestName, type Reference } from './reference.ts';
import { RegistryError, type RegistryErrorKind } from './transport/registry-error.ts';
import type { Transport } from './transport/transport.ts';

const mediaTypeOf = (headers: Headers) =>
  headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';

/**
 * Reads a manifest or an index, whole and as it is; its digest is computed from its bytes.
 *
 * @returns undefined where there is none (404)
 * @throws RegistryError, with both digests where the content is not what was asked for or announced
 */
export async function findManifest(
  transport: Transport,
  reference: Reference,
): Promise<Manifest | undefined> {
  const path = `manifests/${manifestName(reference)}`;
  const { registry, repository } = reference;
  const headers = { accept: acceptManifests };
  const answer = await transport.ask({
    registry,
    repository,
    method: 'GET',
    path,
    headers,
    expected: [200, 404],
  });
  if (answer.status === 404) return undefined;
  const fail = (kind: RegistryErrorKind, what: string) =>
    new RegistryError({
      kind,
      method: 'GET',
      url: transport.url(reference, path),
      answer: what,
      status: 200,
    });
  const bytes = new Uint8Array(answer.bytes);
  for (const wanted of [reference.digest, answer.headers.get('docker-content-digest')]) {
    if (wanted === undefined || wanted === null || !isDigest(wanted)) continue;
    const actual = digestOf(bytes, wanted);
    if (actual !== wanted) throw fail('digest-mismatch', `${actual} came instead of ${wanted}`);
  }
  const content = parseContent(bytes);
  if (content === undefined) throw fail('malformed', 'what came is not a manifest');
  const announced = mediaTypeOf(answer.headers);
  const isNamed = announced.endsWith('+json');
  // The same bytes read as another type would mean something else (GHSA-mc8v-mgrf-8f4m).
  if (isNamed && content.mediaType !== undefined && content.mediaType !== announced)
    throw fail('malformed', `it came as ${announced}, but says ${content.mediaType}`);
  const mediaType = isNamed ? announced : content.mediaType;
  if (mediaType === undefined)
    throw fail('malformed', `a manifest without a media type came as ${announced}`);
  return { mediaType, digest: reference.digest ?? digestOf(bytes), bytes, content };
}

/**
 * What a tag or digest points to, by HEAD. Where the registry does not say the digest, the manifest is read.
 *
 * @returns undefined where there is none (404)
 * @throws RegistryError, also where it answers with another digest than was asked for
 */
export async function resolveManifest(
  transport: Transport,
  reference: Reference,
): Promise<Resolved | undefined> {
  const { registry, repository } = reference;
  const path = `manifests/${manifestName(reference)}`;
  const headers = { accept: acceptManifests };
  const answer = await transport.ask({
    registry,
    repository,
    method: 'HEAD',
    path,
    headers,
    expected: [200, 404, 405],
  });
  if (answer.status === 404) return undefined;
  const digest = answer.headers.get('docker-content-digest') ?? '';
  const size = Number(answer.headers.get('content-length') ?? Number.NaN);
  if (answer.status === 200 && isDigest(digest) && Number.isSafeInteger(size)) {
    if (reference.digest !== undefined && digest !== reference.digest)
      throw new RegistryError({
        kind: 'digest-mismatch',
        method: 'HEAD',
        url: transport.url(reference, path),
        answer: `${digest} came instead of ${reference.digest}`,
      });
    return { mediaType: mediaTypeOf(answer.headers), digest, size };
  }
  const manifest = await findManifest(transport, reference);
  if (manifest === undefined) return undefined;
  return { mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.bytes.byteLength };
}
