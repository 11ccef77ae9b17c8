import type { PinnedStack } from '../../stack/stack.ts';
import { chartRepository } from '../chart/repository.ts';
import { attachEvidence } from '../evidence/store.ts';
import type { HotfixRecord } from '../version/hotfix-record.ts';
import { type Assessment, assessPin } from './assess-pin.ts';
import type { SigningContext } from './context.ts';
import type { Deployment } from './gates/candidate.ts';
import type { GateName } from './gates/finding.ts';

const waivable: readonly GateName[] = ['e2e', 'soak'];

/** Whether tests or soak alone keep a release out, or a file alone lets it in. */
const needsWaiver = ({ findings }: Assessment): boolean => {
  const open = findings.filter(({ verdict }) => verdict === 'refused' || verdict === 'waived');
  return open.length > 0 && open.every(({ gate }) => waivable.includes(gate));
};

const isWaived = ({ candidate: { said, environment } }: Assessment): boolean =>
  said.evidence.some(
    ({ statement }) => statement.kind === 'waiver' && statement.environment === environment.name,
  );

/**
 * Says beside a release, signed where there is a key, that it goes into an environment without test and soak (fault
 * 24). What else refuses it is not waived.
 *
 * @returns what the gates say then
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
