import type { Environment } from '../../../model/environment.ts';
import type { Fault } from '../../../model/errors.ts';
import type { Hotfix } from '../../../model/hotfix.ts';
import type { Pin } from '../../../model/pin.ts';
import { type PinnedStack, readStack } from '../../../stack/stack.ts';
import type { GitHub } from '../../github/client.ts';
import { findProtectionDrift } from '../../github/environment-protection.ts';
import { type Assessment, assessNewest, assessPin } from '../assess-pin.ts';
import { type ReleaseContext, readUpdates } from '../context.ts';
import { deploymentsOf, type Update } from '../history.ts';
import { findNewestAllowed, type NewestAllowed } from '../newest-allowed.ts';
import { type Dora, measure } from './dora.ts';
import { foundValue, type Lookup, lookUp } from './lookup.ts';
import { type Running, readRunning } from './running.ts';
import { readCommitTimes, readRejected } from './version-records.ts';

/** What runs in one environment, and why. */
export interface EnvironmentStatus {
  readonly name: string;
  readonly pin: Lookup<Pin>;
  readonly hotfix?: Hotfix;
  readonly running: Lookup<Running>;
  /** The pin and the newest release above it, judged now: for an environment with gates. */
  readonly current?: Lookup<Assessment>;
  readonly next?: Lookup<Assessment>;
  /** For an environment that follows a range. */
  readonly newestAllowed?: Lookup<NewestAllowed>;
  /** The differences between the protection on GitHub and the environment's file. */
  readonly drift: Lookup<readonly Fault[]>;
  /** For an environment that deploys one version. */
  readonly dora?: Lookup<Dora>;
}

async function readDora(context: ReleaseContext, name: string, updates: readonly Update[]): Promise<Dora> {
  const versions = [...new Set(deploymentsOf(updates).map(({ version }) => version))];
  const [committed, rejected] = await Promise.all([
    readCommitTimes(context, versions),
    readRejected(context, name, versions),
  ]);
  return measure({ updates, rejected, committed, now: new Date() });
}

async function assessStack(context: ReleaseContext, stack: PinnedStack, updates: Lookup<readonly Update[]>) {
  const history = Promise.resolve(deploymentsOf(foundValue(updates) ?? []));
  const [current, next] = await Promise.all([
    lookUp(() => assessPin(context, stack, stack.pin, history)),
    lookUp(() => assessNewest(context, stack, history)),
  ]);
  return { current, next };
}

async function readPinnedStatus(context: ReleaseContext, stack: PinnedStack) {
  const { environment } = stack;
  const updates = await lookUp(() => readUpdates(context, environment.name));
  const dora =
    'value' in updates ? await lookUp(() => readDora(context, environment.name, updates.value)) : updates;
  const assessed = environment.gates === undefined ? {} : await assessStack(context, stack, updates);
  return { ...assessed, dora };
}

/**
 * Finds out what is in an environment: from its files, the registry, Pulumi's history, the cluster and GitHub. If one
 * of them does not answer, that part is missing with the reason, and the rest is reported all the same.
 *
 * @param gitHub or why it cannot be asked
 */
export async function readEnvironmentStatus(
  context: ReleaseContext,
  environment: Environment,
  gitHub: Lookup<GitHub>,
): Promise<EnvironmentStatus> {
  const { client, folder, pipeline } = context;
  const { application } = pipeline;
  const stack = await lookUp(() => readStack(folder, environment));
  const [running, drift] = await Promise.all([
    lookUp(() => readRunning(folder, application, environment)),
    'missing' in gitHub ? gitHub : lookUp(() => findProtectionDrift(gitHub.value, application, environment)),
  ]);
  const { name } = environment;
  if ('missing' in stack) return { name, pin: stack, running, drift };
  const { pin, hotfix } = stack.value.config;
  const base = { name, pin: { value: pin }, ...(hotfix === undefined ? {} : { hotfix }), running, drift };
  if (environment.git !== undefined) return base;
  if (pin.kind === 'exact') return { ...base, ...(await readPinnedStatus(context, { ...stack.value, pin })) };
  const find = () => findNewestAllowed(client, application, environment, pin.range);
  return { ...base, newestAllowed: await lookUp(find) };
}
