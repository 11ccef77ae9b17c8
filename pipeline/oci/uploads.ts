import type { Digest } from '../../model/digest.ts';
import { type BlobWanted, blobExists, getBlob } from './blobs.ts';
import { digestOf } from './digest.ts';
import type { Repository } from './reference.ts';
import { RegistryError } from './transport/registry-error.ts';
import type { Transport } from './transport/transport.ts';

/** Opens an upload, or mounts. @returns where to upload to; undefined when the blob is there now */
async function openUpload(
  transport: Transport,
  to: Repository,
  mount?: { readonly digest: Digest; readonly from: string },
): Promise<URL | undefined> {
  const { registry, repository } = to;
  const query =
    mount === undefined ? '' : `?${new URLSearchParams({ mount: mount.digest, from: mount.from })}`;
  const path = `blobs/uploads/${query}`;
  const answer = await transport.ask({
    ...{ registry, repository, method: 'POST', path, push: true, expected: [201, 202] },
    headers: { 'content-length': '0' },
    ...(mount === undefined ? {} : { alsoPull: mount.from }),
  });
  if (answer.status === 201) return undefined;
  const base = transport.url(to, path);
  const location = URL.parse(answer.headers.get('location') ?? '', base.href);
  if (location === null || (location.protocol !== 'https:' && location.protocol !== base.protocol))
    throw new RegistryError({
      ...{ kind: 'malformed', method: 'POST', url: base },
      answer: '202, without a place to upload to',
    });
  return location;
}

/** Bytes up to which uploading again is no more than asking whether a blob is there. */
const small = 2 ** 16;

/**
 * Uploads a blob in one piece, unless it is large and there already. An attempt that breaks off starts a new upload.
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
  const question = { registry, repository, path, push: true, headers, body: bytes };
  await transport.ask({ ...question, method: 'PUT', expected: [201] });
  return pushed;
}

/**
 * Brings a blob from another repository of the same registry: mounted where the registry does that, else read and
 * uploaded.
 *
 * @param from the other repository's name
 * @throws RegistryError, also when the other repository does not have it
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
