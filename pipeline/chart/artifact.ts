import { digestOf } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { mediaTypes } from '../oci/media-types.ts';
import type { ChartMetadata } from './metadata.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A chart as a registry holds it (Helm, "Use OCI-based registries"): two blobs, and the manifest that names them. */
export interface ChartArtifact {
  readonly blobs: readonly Bytes[];
  readonly manifest: { readonly mediaType: string; readonly bytes: Bytes };
}

const encode = (value: unknown): Bytes => new TextEncoder().encode(JSON.stringify(value));

const describe = (mediaType: string, bytes: Bytes): Descriptor => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.byteLength,
});

const authorOf = ({ name, email }: { readonly name: string; readonly email?: string | undefined }) =>
  email === undefined ? name : `${name} (${email})`;

/** What `helm push` writes, but for the time: content alone decides the digest. */
function annotationsOf({ name, version, description, home, sources, maintainers }: ChartMetadata) {
  const all = {
    title: name,
    version,
    description,
    url: home,
    source: sources?.[0],
    authors: maintainers?.map(authorOf).join(', '),
  };
  const present = Object.entries(all).filter(([, value]) => value);
  return Object.fromEntries(present.map(([key, value]) => [`org.opencontainers.image.${key}`, value]));
}

/**
 * A packed chart as an OCI artifact.
 *
 * @param archive what `packChart` made of it
 */
export function chartArtifact(metadata: ChartMetadata, archive: Bytes): ChartArtifact {
  const config = encode(metadata);
  const bytes = encode({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: describe('application/vnd.cncf.helm.config.v1+json', config),
    layers: [describe('application/vnd.cncf.helm.chart.content.v1.tar+gzip', archive)],
    annotations: annotationsOf(metadata),
  });
  return { blobs: [config, archive], manifest: { mediaType: mediaTypes.manifest, bytes } };
}
