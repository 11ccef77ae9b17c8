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

interface Named {
  readonly repository: Repository;
  readonly digest: Digest;
}

/** @throws UserError where the registry has no such version */
async function findVersion({ client, pipeline }: ReleaseContext, version: string): Promise<Named> {
  const repository = chartRepository(pipeline.application);
  const found = await client.resolve({ ...repository, tag: version });
  if (found !== undefined) return { repository, digest: found.digest };
  const where = formatReference({ ...repository, tag: version });
  throw userError('there is no such release', { where, hint: 'look at its version' });
}

function parseReason(reason: string): string {
  const text = reason.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if (text !== '') return text;
  throw userError('is empty', { where: '--reason', hint: 'say why, for who reads it later' });
}

/** The rejections that nobody took back, with the digests that they are stored under. */
async function findStanding({ client }: ReleaseContext, { repository, digest }: Named): Promise<Evidence[]> {
  const said = await readEvidence(client, repository, digest, []);
  const standing = new Set<unknown>(standingRejections(said, digest));
  return said.evidence.filter(({ statement }) => standing.has(statement));
}

const unsigned = ({ signer }: SigningContext): string =>
  signer === undefined ? ', unsigned: an environment that trusts named signers ignores it' : '';

/**
 * Rejects a release: it is to run nowhere again.
 *
 * @throws UserError where there is no such release, or no reason
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
  const done = same === undefined ? `is rejected${unsigned(context)}` : 'is rejected already';
  return {
    text: `${version} ${done}: ${why}`,
    data: { version, digest: named.digest, reason: why, actor, evidence, rejected: same === undefined },
  };
}

/**
 * Takes back every rejection of a release that stands.
 *
 * @throws UserError where there is no such release, or no reason
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
    text: `${version} is no longer rejected${unsigned(context)}: ${why}`,
    data: { version, digest: named.digest, reason: why, actor, evidence, rejections },
  };
}
