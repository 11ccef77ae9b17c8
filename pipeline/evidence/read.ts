import pMap from 'p-map';
import { maxConcurrentRequests } from '../../http/concurrency.ts';
import { type Checked, invalid, valid } from '../../model/checked.ts';
import { type Digest, isDigest } from '../../model/digest.ts';
import type { Trust } from '../../model/trust.ts';
import type { Client } from '../oci/client.ts';
import type { Descriptor } from '../oci/manifest.ts';
import type { Repository } from '../oci/reference.ts';
import { RegistryError } from '../oci/transport/registry-error.ts';
import { isEvidence, parseInToto } from './predicates.ts';
import type { Evidence, Ignored, ReleaseEvidence, Signer, Statement } from './statement.ts';
import { annotations, bundleType, unsignedType } from './store.ts';
import { createVerify, type LoadRoot, loadPublicRoot, parseBundle, type Verify } from './verify.ts';

const maxBytes = 2 ** 20;
const tooLarge = 'is larger than 1 MiB';
const malformed = 'is malformed';

/** The errors that concern a single statement, which is then ignored; all others concern the registry. */
const ignoredErrors: Readonly<Partial<Record<RegistryError['kind'], string>>> = {
  'too-large': tooLarge,
  'digest-mismatch': 'does not have the content of its digest',
  malformed,
  'not-found': 'is missing',
};

/** Finds the layer with the statement: an annotation names it if this project wrote it, else its manifest does. */
async function findLayer(
  client: Client,
  repository: Repository,
  { digest, annotations: listed }: Descriptor,
) {
  const [layer = '', size = ''] = listed?.[annotations.layer]?.split(' ') ?? [];
  if (isDigest(layer) && /^\d{1,9}$/.test(size)) return { digest: layer, size: Number(size) };
  const { content } = await client.getManifest({ ...repository, digest });
  return content.layers?.find(({ mediaType }) => mediaType === bundleType || mediaType === unsignedType);
}

async function readLayer(
  client: Client,
  repository: Repository,
  referrer: Descriptor,
): Promise<Checked<Uint8Array>> {
  try {
    const layer = await findLayer(client, repository, referrer);
    if (layer === undefined) return invalid({ what: malformed });
    if (layer.size > maxBytes) return invalid({ what: tooLarge });
    return valid(await client.getBlob(repository, layer, maxBytes));
  } catch (error) {
    const what = error instanceof RegistryError ? ignoredErrors[error.kind] : undefined;
    if (what === undefined) throw error;
    return invalid({ what });
  }
}

function mayBeEvidence({ artifactType, annotations: listed }: Descriptor): boolean {
  const predicateType = listed?.[annotations.predicateType];
  const isKnown = predicateType === undefined || isEvidence(predicateType);
  return isKnown && (artifactType === bundleType || artifactType === unsignedType);
}

interface VerifiedLayer {
  /** The in-toto statement. */
  readonly bytes: Uint8Array;
  readonly signer?: Signer;
}

/** @param verify undefined if anyone is trusted: then no signature is needed */
function verifyLayer(bytes: Uint8Array, type: string, verify: Verify | undefined): Checked<VerifiedLayer> {
  if (type === unsignedType)
    return verify === undefined ? valid({ bytes }) : invalid({ what: 'is not signed' });
  const parsed = parseBundle(bytes);
  if (parsed === undefined) return invalid({ what: malformed });
  if (verify === undefined) return valid({ bytes: parsed.statement });
  const signer = verify(parsed.bundle);
  if (signer === undefined) return invalid({ what: 'is not signed by anyone who is trusted' });
  return valid({ bytes: parsed.statement, signer });
}

interface SignedStatement {
  readonly statement: Statement;
  readonly signer?: Signer;
}

function parseLayer(
  layer: Uint8Array,
  type: string,
  subject: Digest,
  verify: Verify | undefined,
): Checked<SignedStatement | undefined> {
  const verified = verifyLayer(layer, type, verify);
  if (verified.faults !== undefined) return verified;
  const { bytes, ...signer } = verified.value;
  const statement = parseInToto(bytes, subject);
  if (statement.faults !== undefined) return statement;
  return valid(statement.value && { statement: statement.value, ...signer });
}

/**
 * Reads the statements about a release, with one request (two if the registry has no referrers API) and one more for
 * each statement. A statement is ignored, with the reason, if it is not signed by anyone whom the environment trusts,
 * is about another release, is malformed, or is larger than 1 MiB.
 *
 * @param repository of the chart
 * @param subject digest of the release
 * @param trust if it is empty, every statement is accepted, signed or not
 * @throws RegistryError
 */
export async function readEvidence(
  client: Client,
  repository: Repository,
  subject: Digest,
  trust: readonly Trust[],
  loadRoot: LoadRoot = loadPublicRoot,
): Promise<ReleaseEvidence> {
  const referrers = (await client.listReferrers(repository, subject)).filter(mayBeEvidence);
  const verify =
    trust.length === 0 || referrers.length === 0 ? undefined : await createVerify(trust, loadRoot);
  const accepted: Evidence[] = [];
  const ignored: Ignored[] = [];
  const read = async (referrer: Descriptor) => {
    const { digest, artifactType = '' } = referrer;
    const layer = await readLayer(client, repository, referrer);
    const { value, faults = [] } =
      layer.faults === undefined ? parseLayer(layer.value, artifactType, subject, verify) : layer;
    if (value !== undefined) accepted.push({ digest, ...value });
    ignored.push(...faults.map(({ what }) => ({ digest, reason: what })));
  };
  await pMap(referrers, read, { concurrency: maxConcurrentRequests });
  return { accepted, ignored };
}
