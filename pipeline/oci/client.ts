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
 * A client of OCI distribution 1.1 for any number of registries; it caches their tokens. Every method throws
 * RegistryError if a registry fails or refuses, or if content does not match its digest.
 */
export function createClient(options: TransportOptions = {}) {
  const transport = createTransport(options);
  return {
    /** How far a registry's clock was ahead of this machine's at its last response: milliseconds, precise to 1 s. */
    clockSkew: transport.clockSkew,
    /** Resolves a tag or digest; undefined if it does not exist. */
    resolve: (reference: Reference) => resolveManifest(transport, reference),
    /** Reads a manifest or a whole index; undefined if it does not exist. */
    findManifest: (reference: Reference) => findManifest(transport, reference),
    /** Reads a manifest or a whole index, which must exist. */
    async getManifest(reference: Reference): Promise<Manifest> {
      const manifest = await findManifest(transport, reference);
      if (manifest !== undefined) return manifest;
      const url = transport.url(reference, `manifests/${manifestName(reference)}`);
      const reason = '404, the manifest does not exist';
      throw new RegistryError({ kind: 'not-found', method: 'GET', url, reason, status: 404 });
    },
    /** Puts these bytes by tag, or by digest. The manifests that an index lists must be put first. */
    putManifest: (to: Repository, manifest: ManifestBytes, tag?: string) =>
      putManifest(transport, to, manifest, tag),
    blobExists: (where: Repository, digest: Digest) => blobExists(transport, where, digest),
    /** Reads a blob of at most `limit` bytes (64 MiB by default) into memory. */
    getBlob: (where: Repository, blob: BlobWanted, limit?: number) => getBlob(transport, where, blob, limit),
    /** Uploads a blob, unless it is large and exists already. */
    pushBlob: (to: Repository, bytes: Bytes) => pushBlob(transport, to, bytes),
    /** Mounts a blob from another repository of the registry, or copies it. */
    mountBlob: (to: Repository, blob: BlobWanted, from: string, limit?: number) =>
      mountBlob(transport, to, blob, from, limit),
    listTags: (where: Repository, pageSize?: number) => listTags(transport, where, pageSize),
    listReferrers: (where: Repository, subject: Digest, artifactType?: string) =>
      listReferrers(transport, where, subject, artifactType),
    /** Puts a manifest with a subject, and makes sure that it is listed as a referrer. */
    attachReferrer: (to: Repository, manifest: ManifestBytes) => attachReferrer(transport, to, manifest),
  };
}

export type Client = ReturnType<typeof createClient>;
