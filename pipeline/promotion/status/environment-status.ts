import type { Environment } from '../../../model/environment.ts';
import { type Fault, UserError } from '../../../model/errors.ts';
import type { Hotfix } from '../../../model/hotfix.ts';
import type { Pin } from '../../../model/pin.ts';
import { stackFile } from '../../../stack/pin-edit.ts';
import { parseStackConfig } from '../../../stack/stack-config.ts';
import { readStackFile } from '../../../stack/stack-file.ts';
import type { GitHub } from '../../github/client.ts';
import { findProtectionDrift } from '../../github/environment-protection.ts';
import { type Assessment, assessNewest, assessPin } from '../assess-pin.ts';
import { type PinnedStack, readUpdates, type Workspace } from '../context.ts';
import { deploymentsOf, type Update } from '../history.ts';
import { findHold, type Hold } from '../newest-allowed.ts';
import { type Dora, measure } from './dora.ts';
import { answerOf, type Known, known } from './lookup.ts';
import { type Running, readRunning } from './running.ts';
import { readCommitTimes, readRejected } from './version-records.ts';

/** What is in one environment, and why. */
export interface EnvironmentStatus {
  readonly name: string;
  readonly pin: Known<Pin>;
  readonly hotfix?: Hotfix;
  readonly running: Known<Running>;
  /** What the gates say of the pin now, and of the newest release above it: for an environment with gates. */
  readonly current?: Known<Assessment>;
  readonly next?: Known<Assessment>;
  /** For an environment that follows a range. */
  readonly hold?: Known<Hold>;
  /** What GitHub protects otherwise than the environment's file says. */
  readonly drift: Known<readonly Fault[]>;
  /** For an environment that deploys one version. */
  readonly dora?: Known<Dora>;
}

function readConfig(folder: string, environment: Environment) {
  const config = parseStackConfig(environment, readStackFile(folder, environment.name));
  if (!Array.isArray(config)) return config;
  const file = stackFile(environment.name);
  throw new UserError(config.map((fault) => ({ ...fault, where: `${file}: ${fault.where ?? ''}` })));
}

async function readDora(workspace: Workspace, name: string, updates: readonly Update[]): Promise<Dora> {
  const versions = [...new Set(deploymentsOf(updates).map(({ version }) => version))];
  const [committed, rejected] = await Promise.all([
    readCommitTimes(workspace, versions),
    readRejected(workspace, name, versions),
  ]);
  return measure({ updates, rejected, committed, now: new Date() });
}

async function assessStack(workspace: Workspace, stack: PinnedStack, updates: Known<readonly Update[]>) {
  const history = Promise.resolve(deploymentsOf(answerOf(updates) ?? []));
  const [current, next] = await Promise.all([
    known(assessPin(workspace, stack, stack.pin, history)),
    known(assessNewest(workspace, stack, history)),
  ]);
  return { current, next };
}

/**
 * Finds out what is in an environment: from its files, the registry, Pulumi's history, the cluster and GitHub. What
 * one of them does not tell is missing, and why; the rest is told.
 *
 * @param gitHub or why it cannot be asked
 */
export async function readEnvironmentStatus(
  workspace: Workspace,
  environment: Environment,
  gitHub: Known<GitHub>,
): Promise<EnvironmentStatus> {
  const { client, folder, pipeline } = workspace;
  const { application } = pipeline;
  const { name } = environment;
  const config = await known(Promise.resolve().then(() => readConfig(folder, environment)));
  const pin = answerOf(config)?.pin;
  const hotfix = answerOf(config)?.hotfix;
  const [running, drift] = await Promise.all([
    known(readRunning(folder, application, environment)),
    'missing' in gitHub ? gitHub : known(findProtectionDrift(gitHub.value, application, environment)),
  ]);
  const base = {
    name,
    pin: 'value' in config ? { value: config.value.pin } : config,
    ...(hotfix === undefined ? {} : { hotfix }),
    running,
    drift,
  };
  if (pin === undefined || environment.git !== undefined) return base;
  if (pin.kind === 'range')
    return { ...base, hold: await known(findHold(client, application, environment, pin.range)) };
  const updates = await known(readUpdates(workspace, name));
  const dora = 'value' in updates ? await known(readDora(workspace, name, updates.value)) : updates;
  if (environment.gates === undefined || !('value' in config)) return { ...base, dora };
  const stack = { environment, text: '', config: config.value, pin };
  return { ...base, ...(await assessStack(workspace, stack, updates)), dora };
}
