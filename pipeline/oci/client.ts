import type { Digest } from '../../model/digest.ts';
import { type BlobWanted, blobExists, getBlob } from './blobs.ts';

import type { Manifest } from './manifest.ts';
import { findManifest, resolveManifest } from './manifests.ts';
import { putManifest } from './put-manifest.ts';
import { manifestName, type Reference, type Repository } from './reference.ts';
import { attachReferrer } from './referrers/attach-referrer.ts';
import { listReferrers } from './referrers/list-referrers.ts';
import { listTags } from './tags.ts';
import { RegistryError } from './transport/registry-error.ts';
import { createTransport, type TransportOptions } from './transport/transport.ts';
import { mountBlob, pushBlob } from './uploads.ts';

type Bytes = Uint8Array<ArrayBuffer>;
type ManifestBytes = Pick<Manifest, 'mediaType' | 'bytes'>;

/**
 * A client of OCI distribution 1.1 for any number of registries; it keeps their tokens. Every method throws
 * RegistryError when a registry fails, refuses, or answers with other content than its digest says. The functions
 * behind it say more.
 */
export function createClient(options: TransportOptions = {}) {
  const transport = createTransport(options);
  return {
    /** How far a registry's clock was ahead of this machine's at its last answer, in milliseconds, to the second. */
    clockSkew: transport.clockSkew,
    /** What a tag or digest points to, or undefined. */
    resolve: (reference: Reference) => resolveManifest(transport, reference),
    /** A manifest or a whole index, or undefined. */
    findManifest: (reference: Reference) => findManifest(transport, reference),
    /** A manifest or a whole index; there must be one. */
    async getManifest(reference: Reference): Promise<Manifest> {
      const manifest = await findManifest(transport, reference);
      if (manifest !== undefined) return manifest;
      const url = transport.url(reference, `manifests/${manifestName(reference)}`);
      const answer = '404, there is no such manifest';
      throw new RegistryError({ kind: 'not-found', method: 'GET', url, answer, status: 404 });
    },
    /** Puts the very bytes under a tag, or under their digest. What an index lists must be there before. */
    putManifest: (to: Repository, manifest: ManifestBytes, tag?: string) =>
      putManifest(transport, to, manifest, tag),
    blobExists: (where: Repository, digest: Digest) => blobExists(transport, where, digest),
    /** A blob in memory, of at most `limit` bytes (64 MiB if absent). */
    getBlob: (where: Repository, blob: BlobWanted, limit?: number) => getBlob(transport, where, blob, limit),
    /** Uploads in one piece, unless it is large and there. */
    pushBlob: (to: Repository, bytes: Bytes) => pushBlob(transport, to, bytes),
    /** Mounts from another repository of the registry, or copies. */
    mountBlob: (to: Repository, blob: BlobWanted, from: string, limit?: number) =>
      mountBlob(transport, to, blob, from, limit),
    listTags: (where: Repository, pageSize?: number) => listTags(transport, where, pageSize),
    listReferrers: (where: Repository, subject: Digest, artifactType?: string) =>
      listReferrers(transport, where, subject, artifactType),
    /** Puts a manifest with a subject, and sees to it that it is listed. */
    attachReferrer: (to: Repository, manifest: ManifestBytes) => attachReferrer(transport, to, manifest),
  };
}

export type Client = ReturnType<typeof createClient>;
