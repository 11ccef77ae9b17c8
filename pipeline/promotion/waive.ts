import type { PinnedStack } from '../../stack/stack.ts';
import { chartRepository } from '../chart/repository.ts';
import { attachEvidence } from '../evidence/store.ts';
import type { HotfixRecord } from '../version/hotfix-record.ts';
import { type Assessment, assessPin } from './assess-pin.ts';
import type { SigningContext } from './context.ts';
import type { Deployment } from './gates/candidate.ts';
import type { GateName } from './gates/finding.ts';

const waivable: readonly GateName[] = ['e2e', 'soak'];

/** Whether only e2e and soak refuse the release, or are waived without a signed waiver. */
const needsWaiver = ({ findings }: Assessment): boolean => {
  const open = findings.filter(({ verdict }) => verdict === 'refused' || verdict === 'waived');
  return open.length > 0 && open.every(({ gate }) => waivable.includes(gate));
};

const isWaived = ({ candidate: { evidence, environment } }: Assessment): boolean =>
  evidence.accepted.some(
    ({ statement }) => statement.kind === 'waiver' && statement.environment === environment.name,
  );

/**
 * Stores a waiver of e2e and soak for a release in an environment, signed if possible. Nothing is stored if other gates
 * refuse the release too, or if it is waived already.
 *
 * @returns the release judged again with the waiver
 * @throws RegistryError
 */
export async function waive(
  context: SigningContext,
  stack: PinnedStack,
  assessment: Assessment,
  { reason, actor }: HotfixRecord,
  history: Promise<readonly Deployment[]>,
): Promise<Assessment> {
  const { client, signer, pipeline } = context;
  const { pin, release, environment } = assessment.candidate;
  if (release === undefined || !needsWaiver(assessment) || isWaived(assessment)) return assessment;
  await attachEvidence(
    client,
    chartRepository(pipeline.application),
    {
      kind: 'waiver',
      subject: release.digest,
      version: pin.version,
      environment: environment.name,
      reason,
      actor,
      at: new Date().toISOString(),
    },
    signer,
  );
  return assessPin(context, stack, pin, history);
}
