import { RemoteError, userError } from '../../model/errors.ts';
import type { PinnedStack } from '../../stack/stack.ts';
import { type Outcome, printProgress } from '../outcome.ts';
import type { HotfixRecord } from '../version/hotfix-record.ts';
import { applyPin, type PinTarget } from './apply-pin.ts';
import { type Assessment, assessNewest, assessPin, refusalOf } from './assess-pin.ts';
import { readPinnedStack, readUpdates, type SigningContext } from './context.ts';
import type { Deployment } from './gates/candidate.ts';
import { formatFindings, isRefused } from './gates/finding.ts';
import { deploymentsOf } from './history.ts';
import { waive } from './waive.ts';

export interface PromotionRequest {
  /** The environment. */
  readonly to: string;
  /** By default the newest that passes the gates. */
  readonly version?: string | undefined;
  /** Why and by whom e2e and soak are waived. */
  readonly hotfix?: HotfixRecord | undefined;
  readonly target: PinTarget;
}

/** Without Pulumi's history, no release passes because it ran there before. */
async function readDeployments(context: SigningContext, stack: string): Promise<readonly Deployment[]> {
  try {
    return deploymentsOf(await readUpdates(context, stack));
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    printProgress(`${error.message}\nThe release is judged as if nothing had run there before.`);
    return [];
  }
}

async function assessRequested(
  context: SigningContext,
  stack: PinnedStack,
  { version, hotfix }: PromotionRequest,
  history: Promise<readonly Deployment[]>,
): Promise<Assessment> {
  if (version === undefined) {
    if (hotfix === undefined) return assessNewest(context, stack, history);
    const hint = 'name the version of the hotfix';
    throw userError('is not set', { where: '--version', hint });
  }
  const assessment = await assessPin(context, stack, { kind: 'exact', version }, history);
  const written = stack.config.hotfix?.version === version ? stack.config.hotfix : undefined;
  const record = hotfix ?? written;
  return record === undefined ? assessment : waive(context, stack, assessment, record, history);
}

/**
 * Promotes a release: judges it, and moves the pin of an environment to its digest.
 *
 * @throws RefusedError with the findings of the gates, or if the pin changed meanwhile
 * @throws UserError, RegistryError, RemoteError
 */
export async function promote(context: SigningContext, request: PromotionRequest): Promise<Outcome> {
  const stack = readPinnedStack(context, request.to);
  const history = readDeployments(context, request.to);
  // It is awaited later, or never: a rejection must not end the process meanwhile.
  history.catch(() => undefined);
  const assessment = await assessRequested(context, stack, request, history);
  const { candidate, findings } = assessment;
  const { release } = candidate;
  if (release === undefined || isRefused(findings)) throw refusalOf(assessment);
  const { version, digest } = release;
  const pin = { kind: 'exact', version, digest } as const;
  const title = `Promote ${version} to ${request.to}`;
  const hotfix = request.hotfix === undefined ? undefined : { version, ...request.hotfix };
  const applied = await applyPin(context, { stack, pin, findings, title, hotfix }, request.target);
  return {
    text: `${formatFindings(findings)}\n\n${applied.text}`,
    data: { environment: request.to, from: stack.pin, to: { version, digest }, findings, ...applied },
  };
}
