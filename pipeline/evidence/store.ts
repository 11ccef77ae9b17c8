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

/** A Sigstore bundle v0.3; what is not signed is stored as the statement itself. */
export const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
export const unsignedType = payloadType;

export const annotations = {
  /** Cosign's, by which bundles are told apart. */
  content: 'dev.sigstore.bundle.content',
  predicateType: 'dev.sigstore.bundle.predicateType',
  /** Ours: what is stored, so that one request reads it, and of which statement, so that it is stored once. */
  layer: 'release-pipeline.layer',
  statement: 'release-pipeline.statement',
} as const;

const encode = (value: unknown): Bytes => new TextEncoder().encode(JSON.stringify(value));

const describe = (mediaType: string, bytes: Bytes) => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.byteLength,
});

/** A statement is dated by this machine, and its age decides: a wrong clock would age it (fault 20). */
function checkClock(skew = 0): void {
  if (Math.abs(skew) <= clockTolerance) return;
  const minutes = Math.round(Math.abs(skew) / 60_000);
  const what = `is ${minutes} min ${skew > 0 ? 'behind' : 'ahead of'} the registry's`;
  const hint = 'set it right, then run the same command again';
  throw userError(what, { where: "this machine's clock", hint });
}

async function wrap(statement: Bytes, signer: EvidenceSigner | undefined) {
  if (signer === undefined) return { type: unsignedType, layer: statement, content: 'in-toto-statement' };
  const layer = encode(bundleToJSON(await signer.sign(statement)));
  return { type: bundleType, layer, content: 'dsse-envelope' };
}

/**
 * Stores a statement beside the release that it is about: an OCI artifact that refers to the chart's manifest, laid
 * out as cosign lays out attestations (Cosign Bundle Specification). The same statement again changes nothing.
 *
 * @param repository of the chart
 * @returns the digest that it is stored under
 * @throws UserError where this machine's clock is wrong
 * @throws RegistryError, also where there is no such release; RemoteError where it cannot be signed
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
  const known = await client.listReferrers(repository, statement.subject);
  const same = known.find(
    (each) => each.artifactType === type && each.annotations?.[annotations.statement] === id,
  );
  if (same !== undefined) return same.digest;

  const { layer, content } = await wrap(bytes, signer);
  const config = encode({});
  await Promise.all([layer, config].map((blob) => client.pushBlob(repository, blob)));
  const manifest = encode({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    artifactType: type,
    config: describe(mediaTypes.emptyConfig, config),
    layers: [describe(type, layer)],
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
