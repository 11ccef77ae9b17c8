/** Media types of manifests and indexes that registries hold (OCI image 1.1, Docker image manifest v2 schema 2). */
export const mediaTypes = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerManifestList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  /** OCI 1.1 release candidates had it; some registries still hold some. */
  artifact: 'application/vnd.oci.artifact.manifest.v1+json',
  emptyConfig: 'application/vnd.oci.empty.v1+json',
} as const;

/** The Accept header of a read: everything, so that an index comes whole and not as one platform's manifest. */
export const acceptManifests = [
  mediaTypes.index,
  mediaTypes.dockerManifestList,
  mediaTypes.manifest,
  mediaTypes.dockerManifest,
  mediaTypes.artifact,
].join(', ');
