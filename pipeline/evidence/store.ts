import { bundleToJSON } from '@sigstore/bundle';
import type { Digest } from '../../model/digest.ts';
import { userError } from '../../model/errors.ts';
import type { Client } from '../oci/client.ts';
import { digestOf } from '../oci/digest.ts';
import { mediaTypes } from '../oci/media-types.ts';
import { formatReference, type Repository } from '../oci/reference.ts';
import { predicateTypeOf, toInToto } from './predicates.ts';
import { type EvidenceSigner, payloadType } from './signer.ts';
import { clockTolerance, type Statement } from './statement.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** The type of a signed statement: a Sigstore bundle v0.3. */
export const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
/** The type of an unsigned statement, which is stored as it is. */
export const unsignedType = payloadType;

export const annotations = {
  /** Cosign's, by which it distinguishes bundles. */
  content: 'dev.sigstore.bundle.content',
  predicateType: 'dev.sigstore.bundle.predicateType',
  /** Ours: the layer, so that one request reads it, and the statement in it, so that it is stored only once. */
  layer: 'release-pipeline.layer',
  statement: 'release-pipeline.statement',
} as const;

const encode = (value: unknown): Bytes => new TextEncoder().encode(JSON.stringify(value));

const createDescriptor = (mediaType: string, bytes: Bytes) => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.byteLength,
});

/** This machine dates the statements, and gates judge their age, so its clock must be right. */
function checkClock(skew = 0): void {
  if (Math.abs(skew) <= clockTolerance) return;
  const minutes = Math.round(Math.abs(skew) / 60_000);
  const what = `is ${minutes} min ${skew > 0 ? 'behind' : 'ahead of'} the registry's`;
  const hint = 'correct it, then run the same command again';
  throw userError(what, { where: "this machine's clock", hint });
}

async function createLayer(statement: Bytes, signer: EvidenceSigner | undefined) {
  if (signer === undefined) return { type: unsignedType, layer: statement, content: 'in-toto-statement' };
  const layer = encode(bundleToJSON(await signer.sign(statement)));
  return { type: bundleType, layer, content: 'dsse-envelope' };
}

/**
 * Stores a statement about a release as an OCI artifact whose subject is the chart's manifest, in the layout of
 * cosign's attestations (Cosign Bundle Specification). Storing the same statement again changes nothing.
 *
 * @param repository of the chart
 * @returns the digest of the artifact's manifest
 * @throws UserError if this machine's clock is wrong
 * @throws RegistryError, also if there is no such release; RemoteError if the statement cannot be signed
 */
export async function attachEvidence(
  client: Client,
  repository: Repository,
  statement: Statement,
  signer?: EvidenceSigner,
): Promise<Digest> {
  const subject = await client.getManifest({ ...repository, digest: statement.subject });
  checkClock(client.clockSkew(repository.registry));
  const bytes = toInToto(statement, formatReference(repository));
  const id = digestOf(bytes);
  const type = signer === undefined ? unsignedType : bundleType;
  const referrers = await client.listReferrers(repository, statement.subject);
  const same = referrers.find(
    (each) => each.artifactType === type && each.annotations?.[annotations.statement] === id,
  );
  if (same !== undefined) return same.digest;

  const { layer, content } = await createLayer(bytes, signer);
  const config = encode({});
  await Promise.all([layer, config].map((blob) => client.pushBlob(repository, blob)));
  const manifest = encode({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    artifactType: type,
    config: createDescriptor(mediaTypes.emptyConfig, config),
    layers: [createDescriptor(type, layer)],
    subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.bytes.byteLength },
    annotations: {
      'org.opencontainers.image.created': statement.at,
      [annotations.content]: content,
      [annotations.predicateType]: predicateTypeOf(statement),
      [annotations.layer]: `${digestOf(layer)} ${layer.byteLength}`,
      [annotations.statement]: id,
    },
  });
  return (await client.attachReferrer(repository, { mediaType: mediaTypes.manifest, bytes: manifest }))
    .digest;
}
