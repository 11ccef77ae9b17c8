import { type UserError, userError } from '../../model/errors.ts';
import type { ExactPin } from '../../model/pin.ts';
import type { PinnedStack } from '../../stack/stack.ts';
import type { Outcome } from '../outcome.ts';
import { applyPin, type PinTarget } from './apply-pin.ts';
import { type Assessment, assessPin, refusalOf } from './assess-pin.ts';
import { type ReleaseContext, readPinnedStack, readUpdates, type SigningContext } from './context.ts';
import type { Deployment } from './gates/candidate.ts';
import { formatFindings, isRefused } from './gates/finding.ts';
import { deploymentsOf } from './history.ts';
import { reject } from './reject.ts';

export interface RollbackRequest {
  readonly environment: string;
  readonly reason: string;
  /** The version to go back to; by default the newest other one that ran there and passes the gates. */
  readonly to?: string | undefined;
  /** Whether to reject the current version, so that it does not come back. */
  readonly rejects: boolean;
  readonly target: PinTarget;
}

/**
 * The deployments of other versions that an environment may go back to, each version once, newest first.
 *
 * @param history newest first
 */
export function earlierThan(
  history: readonly Deployment[],
  { version }: Pick<ExactPin, 'version'>,
): Deployment[] {
  const others = history.filter((deployment) => deployment.version !== version);
  return others.filter((one, i) => others.findIndex((other) => other.version === one.version) === i);
}

/** Whether the pin was already moved back, but not yet deployed. */
const isMovedBack = ([newest, ...older]: readonly Deployment[], { version }: ExactPin): boolean =>
  newest !== undefined && newest.version !== version && older.some((one) => one.version === version);

const pinOf = ({ version, digest }: Deployment): ExactPin =>
  digest === undefined ? { kind: 'exact', version } : { kind: 'exact', version, digest };

/** The newest of these deployments that passes the gates; if none passes, the newest. */
async function assessTargets(
  context: ReleaseContext,
  stack: PinnedStack,
  targets: readonly Deployment[],
  history: readonly Deployment[],
): Promise<Assessment | undefined> {
  let newest: Assessment | undefined;
  for (const target of targets) {
    const assessment = await assessPin(context, stack, pinOf(target), Promise.resolve(history));
    if (!isRefused(assessment.findings)) return assessment;
    newest ??= assessment;
  }
  return newest;
}

function noTargetError(name: string, to: string | undefined, history: readonly Deployment[]): UserError {
  const what =
    to === undefined ? 'nothing else ran there before' : `${to} never ran there, or is the pin already`;
  const ran = [...new Set(history.map(({ version }) => version))].join(', ');
  return userError(what, { where: name, hint: `what ran there: ${ran || 'nothing'}` });
}

/**
 * Goes back to a version that ran in an environment before, whatever state the environment is in now, and rejects the
 * current one. The pin is written last, so the same call again finishes an interrupted rollback.
 *
 * @throws RefusedError if the version to go back to was rejected, failed its tests, or is missing
 * @throws UserError if no such version ran there before
 */
export async function rollback(context: SigningContext, request: RollbackRequest): Promise<Outcome> {
  const { environment: name, to, reason } = request;
  const stack = readPinnedStack(context, name);
  const history = deploymentsOf(await readUpdates(context, name));
  const isFinished = to === undefined && isMovedBack(history, stack.pin);
  const targets = isFinished
    ? history.filter(({ version }) => version === stack.pin.version).slice(0, 1)
    : earlierThan(history, stack.pin).filter(({ version }) => to === undefined || version === to);
  const assessment = await assessTargets(context, stack, targets, history);
  if (assessment === undefined) throw noTargetError(name, to, history);
  const { candidate, findings } = assessment;
  if (candidate.release === undefined || isRefused(findings)) throw refusalOf(assessment);
  const { version, digest } = candidate.release;
  const left = (isFinished ? history[0]?.version : undefined) ?? stack.pin.version;
  const rejection = request.rejects ? await reject(context, left, reason) : undefined;
  const title = `Roll ${name} back from ${left} to ${version}`;
  const change = { stack, pin: { kind: 'exact', version, digest }, findings, title } as const;
  const applied = await applyPin(context, change, request.target);
  const text = [...(rejection === undefined ? [] : [rejection.text]), applied.text].join('\n');
  return {
    text: `${formatFindings(findings)}\n\n${text}`,
    data: { environment: name, from: stack.pin, to: { version, digest }, reason, findings, ...applied, text },
  };
}
