import type { Digest } from '../../model/digest.ts';
import { type BlobWanted, blobExists, getBlob } from './blobs.ts';
import { digestOf } from './digest.ts';
import type { Repository } from './reference.ts';
import { RegistryError } from './transport/registry-error.ts';
import type { Transport } from './transport/transport.ts';

/**
 * Starts an upload, or mounts the blob from another repository.
 *
 * @returns the URL to upload to; undefined if the blob was mounted
 */
async function openUpload(
  transport: Transport,
  to: Repository,
  mount?: { readonly digest: Digest; readonly from: string },
): Promise<URL | undefined> {
  const { registry, repository } = to;
  const query =
    mount === undefined ? '' : `?${new URLSearchParams({ mount: mount.digest, from: mount.from })}`;
  const path = `blobs/uploads/${query}`;
  const response = await transport.send({
    ...{ registry, repository, method: 'POST', path, push: true, expected: [201, 202] },
    headers: { 'content-length': '0' },
    ...(mount === undefined ? {} : { alsoPull: mount.from }),
  });
  if (response.status === 201) return undefined;
  const base = transport.url(to, path);
  const location = URL.parse(response.headers.get('location') ?? '', base.href);
  if (location === null || (location.protocol !== 'https:' && location.protocol !== base.protocol))
    throw new RegistryError({
      ...{ kind: 'malformed', method: 'POST', url: base },
      reason: '202 without a valid Location header to upload to',
    });
  return location;
}

/** Up to this size in bytes, uploading a blob again costs no more than asking whether it exists. */
const small = 2 ** 16;

/**
 * Uploads a blob in one request, unless it is large and exists already. Every attempt starts a new upload.
 *
 * @returns the blob's digest and size in bytes
 * @throws RegistryError
 */
export async function pushBlob(
  transport: Transport,
  to: Repository,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Required<BlobWanted>> {
  const digest = digestOf(bytes);
  const pushed = { digest, size: bytes.byteLength };
  if (pushed.size > small && (await blobExists(transport, to, digest, true))) return pushed;
  const path = async () => {
    const location = (await openUpload(transport, to)) ?? transport.url(to, 'blobs/uploads/');
    location.searchParams.set('digest', digest);
    return location;
  };
  const headers = { 'content-type': 'application/octet-stream' };
  const { registry, repository } = to;
  const request = { registry, repository, path, push: true, headers, body: bytes };
  await transport.send({ ...request, method: 'PUT', expected: [201] });
  return pushed;
}

/**
 * Copies a blob from another repository of the same registry: mounts it if the registry supports that, else reads and
 * uploads it.
 *
 * @param from the name of the other repository
 * @throws RegistryError, also if the other repository does not have the blob
 */
export async function mountBlob(
  transport: Transport,
  to: Repository,
  blob: BlobWanted,
  from: string,
  limit?: number,
): Promise<void> {
  if ((await openUpload(transport, to, { digest: blob.digest, from })) === undefined) return;
  const source = { registry: to.registry, repository: from };
  await pushBlob(transport, to, await getBlob(transport, source, blob, limit));
}
