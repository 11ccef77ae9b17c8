import { RemoteError, userError } from '../../model/errors.ts';
import { type Outcome, tell } from '../commands/outcome.ts';

import type { HotfixRecord } from '../version/hotfix-record.ts';
import { type Landing, land } from './apply-pin.ts';
import { type Assessment, assessNewest, assessPin, refusalOf } from './assess-pin.ts';
import { type Desk, type PinnedStack, readPinnedStack, readUpdates } from './context.ts';
import type { Deployment } from './gates/candidate.ts';
import { describeFindings, isRefused } from './gates/finding.ts';
import { deploymentsOf } from './history.ts';
import { waive } from './waive.ts';

export interface PromotionRequest {
  /** The environment. */
  readonly to: string;
  /** By default the newest that passes. */
  readonly version?: string | undefined;
  /** Why and by whom test and soak are waived. */
  readonly hotfix?: HotfixRecord | undefined;
  readonly landing: Landing;
}

/** Without Pulumi nothing is known to have run there: then nothing passes by having done so. */
async function readDeployments(workspace: Desk, stack: string): Promise<readonly Deployment[]> {
  try {
    return deploymentsOf(await readUpdates(workspace, stack));
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    tell(`${error.message}\nIt is judged as if nothing had run there before.`);
    return [];
  }
}

async function choose(
  workspace: Desk,
  stack: PinnedStack,
  { version, hotfix }: PromotionRequest,
  history: Promise<readonly Deployment[]>,
): Promise<Assessment> {
  if (version === undefined) {
    if (hotfix === undefined) return assessNewest(workspace, stack, history);
    const hint = 'a hotfix is for one version: name it';
    throw userError('is not set', { where: '--version', hint });
  }
  const assessment = await assessPin(workspace, stack, { kind: 'exact', version }, history);
  const written = stack.config.hotfix?.version === version ? stack.config.hotfix : undefined;
  const record = hotfix ?? written;
  return record === undefined ? assessment : waive(workspace, stack, assessment, record, history);
}

/**
 * Promotes a release: judges it, and moves the pin of an environment to it, by digest.
 *
 * @throws RefusedError with the findings of the gates, or where the pin changed meanwhile (fault 5)
 * @throws UserError, RegistryError, RemoteError as its parts do
 */
export async function promote(workspace: Desk, request: PromotionRequest): Promise<Outcome> {
  const stack = await readPinnedStack(workspace, request.to);
  const history = readDeployments(workspace, request.to);
  // It is awaited later, perhaps never.
  history.catch(() => undefined);
  const assessment = await choose(workspace, stack, request, history);
  const { candidate, findings } = assessment;
  const { release } = candidate;
  if (release === undefined || isRefused(findings)) throw refusalOf(assessment);
  const { version, digest } = release;
  const pin = { kind: 'exact', version, digest } as const;
  const title = `Promote ${version} to ${request.to}`;
  const hotfix = request.hotfix === undefined ? undefined : { version, ...request.hotfix };
  const landed = await land(workspace, { stack, pin, findings, title, hotfix }, request.landing);
  return {
    text: `${describeFindings(findings)}\n\n${landed.text}`,
    data: { environment: request.to, from: stack.pin, to: { version, digest }, findings, ...landed },
  };
}
