import type { Digest } from '../../model/digest.ts';
import { userError } from '../../model/errors.ts';
import { chartRepository } from '../chart/repository.ts';
import { readEvidence } from '../evidence/read.ts';
import type { Evidence } from '../evidence/statement.ts';
import { attachEvidence } from '../evidence/store.ts';
import { formatReference, type Repository } from '../oci/reference.ts';
import type { Outcome } from '../outcome.ts';
import type { ReleaseContext, SigningContext } from './context.ts';
import { standingRejections } from './gates/rejection.ts';

interface ReleaseReference {
  readonly repository: Repository;
  readonly digest: Digest;
}

/** @throws UserError if the registry has no such version */
async function findVersion({ client, pipeline }: ReleaseContext, version: string): Promise<ReleaseReference> {
  const repository = chartRepository(pipeline.application);
  const found = await client.resolve({ ...repository, tag: version });
  if (found !== undefined) return { repository, digest: found.digest };
  const where = formatReference({ ...repository, tag: version });
  throw userError('there is no such release', { where, hint: 'check the version' });
}

function parseReason(reason: string): string {
  const text = reason.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if (text !== '') return text;
  throw userError('is empty', { where: '--reason', hint: 'give a reason, for those who read it later' });
}

/** The rejections that nobody took back, with the digests of their artifacts. */
async function findStanding(
  { client }: ReleaseContext,
  { repository, digest }: ReleaseReference,
): Promise<Evidence[]> {
  const evidence = await readEvidence(client, repository, digest, []);
  const standing = new Set<unknown>(standingRejections(evidence, digest));
  return evidence.accepted.filter(({ statement }) => standing.has(statement));
}

const unsignedNote = ({ signer }: SigningContext): string =>
  signer === undefined ? ', unsigned: an environment that trusts named signers ignores it' : '';

/**
 * Rejects a release, so that no environment runs it again. The same rejection again changes nothing.
 *
 * @throws UserError if there is no such release, or the reason is empty
 * @throws RegistryError
 */
export async function reject(context: SigningContext, version: string, reason: string): Promise<Outcome> {
  const why = parseReason(reason);
  const named = await findVersion(context, version);
  const { actor, client, signer } = context;
  const standing = await findStanding(context, named);
  const same = standing.find(({ statement }) => statement.kind === 'rejection' && statement.reason === why);
  const evidence =
    same?.digest ??
    (await attachEvidence(
      client,
      named.repository,
      {
        kind: 'rejection',
        subject: named.digest,
        version,
        reason: why,
        actor,
        at: new Date().toISOString(),
      },
      signer,
    ));
  const done = same === undefined ? `is rejected${unsignedNote(context)}` : 'is rejected already';
  return {
    text: `${version} ${done}: ${why}`,
    data: { version, digest: named.digest, reason: why, actor, evidence, rejected: same === undefined },
  };
}

/**
 * Takes back all rejections of a release.
 *
 * @throws UserError if there is no such release, or the reason is empty
 * @throws RegistryError
 */
export async function unreject(context: SigningContext, version: string, reason: string): Promise<Outcome> {
  const why = parseReason(reason);
  const named = await findVersion(context, version);
  const { actor, client, signer } = context;
  const rejections = (await findStanding(context, named)).map(({ digest }) => digest);
  if (rejections.length === 0) {
    return { text: `${version} is not rejected`, data: { version, digest: named.digest, rejections } };
  }
  const evidence = await attachEvidence(
    client,
    named.repository,
    {
      kind: 'reinstatement',
      subject: named.digest,
      version,
      rejections,
      reason: why,
      actor,
      at: new Date().toISOString(),
    },
    signer,
  );
  return {
    text: `${version} is no longer rejected${unsignedNote(context)}: ${why}`,
    data: { version, digest: named.digest, reason: why, actor, evidence, rejections },
  };
}
