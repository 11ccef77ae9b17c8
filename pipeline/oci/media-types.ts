/** Media types of manifests and indexes (OCI image 1.1, Docker image manifest v2 schema 2). */
export const mediaTypes = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerManifestList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  /** From the release candidates of OCI 1.1; some registries still have such manifests. */
  artifact: 'application/vnd.oci.artifact.manifest.v1+json',
  emptyConfig: 'application/vnd.oci.empty.v1+json',
} as const;

/** The Accept header: all types, so that the registry returns a whole index and not the manifest of one platform. */
export const acceptManifests = [
  mediaTypes.index,
  mediaTypes.dockerManifestList,
  mediaTypes.manifest,
  mediaTypes.dockerManifest,
  mediaTypes.artifact,
].join(', ');
