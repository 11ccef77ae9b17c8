import pMap from 'p-map';
import { maxConcurrentRequests } from '../../http/concurrency.ts';
import { type Digest, isDigest } from '../../model/digest.ts';
import type { Trust } from '../../model/trust.ts';
import type { Client } from '../oci/client.ts';
import type { Descriptor } from '../oci/manifest.ts';
import type { Repository } from '../oci/reference.ts';
import { RegistryError } from '../oci/transport/registry-error.ts';
import { isEvidence, parseInToto } from './predicates.ts';
import type { Evidence, EvidenceOfRelease, Ignored } from './statement.ts';
import { annotations, bundleType, unsignedType } from './store.ts';
import { createVerify, type LoadRoot, loadPublicRoot, parseBundle, type Verify } from './verify.ts';

const limit = 2 ** 20;

/** What makes one statement unreadable, and not the registry: it is ignored. */
const ownFaults: Readonly<Partial<Record<RegistryError['kind'], string>>> = {
  'too-large': 'is larger than 1 MiB',
  'digest-mismatch': 'is other content than its digest says',
  malformed: 'is malformed',
  'not-found': 'is not there',
};

/** The blob with the statement: told by the list, for what we wrote, else by the manifest. */
async function findLayer(client: Client, repository: Repository, { digest, annotations: told }: Descriptor) {
  const [layer = '', size = ''] = told?.[annotations.layer]?.split(' ') ?? [];
  if (isDigest(layer) && /^\d{1,9}$/.test(size)) return { digest: layer, size: Number(size) };
  const { content } = await client.getManifest({ ...repository, digest });
  return content.layers?.find(({ mediaType }) => mediaType === bundleType || mediaType === unsignedType);
}

async function readLayer(client: Client, repository: Repository, referrer: Descriptor) {
  try {
    const layer = await findLayer(client, repository, referrer);
    if (layer === undefined) return 'is malformed';
    return layer.size > limit ? ownFaults['too-large'] : await client.getBlob(repository, layer, limit);
  } catch (error) {
    const reason = error instanceof RegistryError ? ownFaults[error.kind] : undefined;
    if (reason === undefined) throw error;
    return reason;
  }
}

function mayBeEvidence({ artifactType, annotations: told }: Descriptor): boolean {
  const predicateType = told?.[annotations.predicateType];
  const isKnown = predicateType === undefined || isEvidence(predicateType);
  return isKnown && (artifactType === bundleType || artifactType === unsignedType);
}

interface Opened {
  readonly statement: Uint8Array;
  readonly signer?: Evidence['signer'];
}

/** @returns why it does not count, or the statement */
function open(bytes: Uint8Array, type: string, verify: Verify | undefined): Opened | string {
  if (type === unsignedType) return verify === undefined ? { statement: bytes } : 'is not signed';
  const parsed = parseBundle(bytes);
  if (parsed === undefined) return 'is malformed';
  if (verify === undefined) return { statement: parsed.statement };
  const signer = verify(parsed.bundle);
  return signer === undefined
    ? 'is signed by nobody who is trusted'
    : { statement: parsed.statement, signer };
}

/**
 * Reads what is said of a release: one request, or two where the registry has no referrers API, and one more for each
 * statement. What is not signed by whom the environment trusts, about another release, malformed or larger than 1 MiB
 * is ignored, and why (fault 30).
 *
 * @param repository of the chart
 * @param subject digest of the release
 * @param trust where it is empty, everything counts, signed or not
 * @throws RegistryError
 */
export async function readEvidence(
  client: Client,
  repository: Repository,
  subject: Digest,
  trust: readonly Trust[],
  loadRoot: LoadRoot = loadPublicRoot,
): Promise<EvidenceOfRelease> {
  const referrers = (await client.listReferrers(repository, subject)).filter(mayBeEvidence);
  const verify =
    trust.length === 0 || referrers.length === 0 ? undefined : await createVerify(trust, loadRoot);
  const evidence: Evidence[] = [];
  const ignored: Ignored[] = [];
  const read = async (referrer: Descriptor) => {
    const { digest, artifactType = '' } = referrer;
    const bytes = await readLayer(client, repository, referrer);
    const opened = typeof bytes === 'object' ? open(bytes, artifactType, verify) : (bytes ?? 'is malformed');
    if (typeof opened === 'string') return void ignored.push({ digest, reason: opened });
    const statement = parseInToto(opened.statement, subject);
    if ('unfit' in statement) return void ignored.push({ digest, reason: statement.unfit });
    if ('foreign' in statement) return;
    const { signer } = opened;
    evidence.push({ digest, statement, ...(signer === undefined ? {} : { signer }) });
  };
  await pMap(referrers, read, { concurrency: maxConcurrentRequests });
  return { evidence, ignored };
}
