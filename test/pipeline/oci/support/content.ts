import { digestOf } from '../../../../pipeline/oci/digest.ts';
import type { Descriptor } from '../../../../pipeline/oci/manifest.ts';
import { mediaTypes } from '../../../../pipeline/oci/media-types.ts';

export const bytesOf = (value: unknown): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

/** The descriptor of some content. */
export const descriptorOf = (mediaType: string, bytes: Uint8Array): Descriptor => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.byteLength,
});

/** The empty configuration and layer of an artifact (OCI image 1.1). */
export const emptyBlob = bytesOf('{}');

/** The manifest of an artifact without content. Different annotations give different digests. */
export function artifact(
  annotations: Record<string, string>,
  subject?: Descriptor,
  artifactType = 'application/vnd.test',
): { mediaType: string; bytes: Uint8Array<ArrayBuffer> } {
  const empty = descriptorOf(mediaTypes.emptyConfig, emptyBlob);
  const { manifest: mediaType } = mediaTypes;
  const fields = { schemaVersion: 2, mediaType, artifactType, config: empty, layers: [empty] };
  return {
    mediaType,
    bytes: bytesOf({ ...fields, ...(subject === undefined ? {} : { subject }), annotations }),
  };
}
