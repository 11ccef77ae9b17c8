import { digestOf } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { mediaTypes } from '../oci/media-types.ts';
import type { ChartMetadata } from './metadata.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Media type of the layer with a chart's files (Helm, "Use OCI-based registries"). */
export const chartArchiveType = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

/** A chart in a registry (Helm, "Use OCI-based registries"): two blobs, and the manifest that lists them. */
export interface ChartArtifact {
  readonly blobs: readonly Bytes[];
  readonly manifest: { readonly mediaType: string; readonly bytes: Bytes };
}

const encode = (value: unknown): Bytes => new TextEncoder().encode(JSON.stringify(value));

const createDescriptor = (mediaType: string, bytes: Bytes): Descriptor => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.byteLength,
});

const formatMaintainer = ({ name, email }: { readonly name: string; readonly email?: string | undefined }) =>
  email === undefined ? name : `${name} (${email})`;

const withPrefix = (values: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value?.trim())
      .map(([key, value]) => [`org.opencontainers.image.${key}`, value]),
  );

/** The annotations of `helm push`, except for the time: the digest depends only on the content. */
const createAnnotations = (chart: ChartMetadata) => ({
  ...withPrefix({
    description: chart.description,
    url: chart.home,
    source: chart.sources?.[0],
    authors: chart.maintainers?.map(formatMaintainer).join(', '),
  }),
  ...chart.annotations,
  ...withPrefix({ title: chart.name, version: chart.version }),
});

/**
 * Creates the OCI artifact of a packed chart.
 *
 * @param archive from `packChart`
 */
export function chartArtifact(metadata: ChartMetadata, archive: Bytes): ChartArtifact {
  const config = encode(metadata);
  const bytes = encode({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: createDescriptor('application/vnd.cncf.helm.config.v1+json', config),
    layers: [createDescriptor(chartArchiveType, archive)],
    annotations: createAnnotations(metadata),
  });
  return { blobs: [config, archive], manifest: { mediaType: mediaTypes.manifest, bytes } };
}
