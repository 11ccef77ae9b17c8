import type { Digest } from '../model/digest.ts';
import type { Image } from '../pipeline/images/images.ts';
import type { Client } from '../pipeline/oci/client.ts';
import { digestOf } from '../pipeline/oci/digest.ts';
import { mediaTypes } from '../pipeline/oci/media-types.ts';
import type { Repository } from '../pipeline/oci/reference.ts';

const bytesOf = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value));
const emptyBlob = bytesOf({});

/**
 * Pushes an artifact without content (OCI image 1.1) under a tag.
 *
 * @param annotations artifacts with different annotations have different digests
 * @returns the digest of its manifest
 */
export async function pushArtifact(
  client: Client,
  repository: Repository,
  tag: string,
  annotations: Readonly<Record<string, string>>,
): Promise<Digest> {
  const { manifest: mediaType, emptyConfig } = mediaTypes;
  const empty = { mediaType: emptyConfig, digest: digestOf(emptyBlob), size: emptyBlob.byteLength };
  const manifest = {
    ...{ schemaVersion: 2, mediaType, artifactType: 'application/vnd.bench' },
    ...{ config: empty, layers: [empty], annotations },
  };
  await client.pushBlob(repository, emptyBlob);
  return (await client.putManifest(repository, { mediaType, bytes: bytesOf(manifest) }, tag)).digest;
}

/** Pushes an artifact in the place of each image under one tag. */
export async function pushImages(client: Client, images: readonly Image[], tag: string): Promise<void> {
  await Promise.all(
    images.map(({ name, repository }) => pushArtifact(client, repository, tag, { name, tag })),
  );
}
