import { digestOf } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { mediaTypes } from '../oci/media-types.ts';
import type { ChartMetadata } from './metadata.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** The layer of a chart's manifest in which its files are (Helm, "Use OCI-based registries"). */
export const chartArchiveType = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

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

const prefixed = (values: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value?.trim())
      .map(([key, value]) => [`org.opencontainers.image.${key}`, value]),
  );

/** What `helm push` writes, the chart's own annotations among it, but for the time: content alone decides the digest. */
const annotationsOf = (chart: ChartMetadata) => ({
  ...prefixed({
    description: chart.description,
    url: chart.home,
    source: chart.sources?.[0],
    authors: chart.maintainers?.map(authorOf).join(', '),
  }),
  ...chart.annotations,
  ...prefixed({ title: chart.name, version: chart.version }),
});

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
    layers: [describe(chartArchiveType, archive)],
    annotations: annotationsOf(metadata),
  });
  return { blobs: [config, archive], manifest: { mediaType: mediaTypes.manifest, bytes } };
}
