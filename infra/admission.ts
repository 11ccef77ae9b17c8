import * as pulumi from '@pulumi/pulumi';
import { Secret } from '../http/secret.ts';
import { type Application, registryHost } from '../model/application.ts';
import type { Environment } from '../model/environment.ts';
import { RefusedError, RemoteError, userError } from '../model/errors.ts';
import { findEnvironment, type Pipeline } from '../model/pipeline.ts';

import { findCredentials } from '../pipeline/oci/auth/credentials.ts';
import { type Client, createClient } from '../pipeline/oci/client.ts';
import { RegistryError } from '../pipeline/oci/transport/registry-error.ts';
import { describeFindings, faultsOf, isRefused } from '../pipeline/promotion/gates/finding.ts';
import { judge } from '../pipeline/promotion/gates/judge.ts';
import { deploymentsOf, readHistory } from '../pipeline/promotion/history.ts';
import { findHold } from '../pipeline/promotion/newest-allowed.ts';
import { assess } from '../pipeline/promotion/read-candidate.ts';
import { type ProgramConfig, readConfig } from './program-config.ts';

/** What ran in the environment before, as Pulumi itself knows it. */
async function readDeployments() {
  const [organization, project, stack] = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()];
  const name = `${organization}/${project}/${stack}`;
  return deploymentsOf(await readHistory({ folder: pulumi.getRootDirectory(), project, stack: name }));
}

/** A client with the stack's own login where it has one. */
function createRegistry(application: Application, config: ProgramConfig): Client {
  const { ghcrUsername: username } = config;
  if (username === undefined) return createClient();
  const own = registryHost(application);
  return createClient({
    credentials: async (registry) =>
      registry === own
        ? { kind: 'password', username, password: new Secret(new pulumi.Config().require('ghcrToken')) }
        : findCredentials(registry),
  });
}

async function admitVersion(
  client: Client,
  application: Application,
  environment: Environment,
  { pin, hotfix }: ProgramConfig,
): Promise<void> {
  if (pin.kind !== 'exact') return;
  const question = { application, environment, pin, hotfix };
  const findings = judge(await assess(client, question, readDeployments()));
  const table = `${environment.name}: ${pin.version}\n${describeFindings(findings)}`;
  if (isRefused(findings)) throw new RefusedError(faultsOf(`${environment.name}: ${pin.version}`, findings));
  const log = findings.some(({ verdict }) => verdict === 'warned') ? pulumi.log.warn : pulumi.log.info;
  await log(table);
}

async function holdRange(
  client: Client,
  application: Application,
  environment: Environment,
  range: string,
): Promise<readonly string[]> {
  const { version, rejected } = await findHold(client, application, environment, range);
  if (rejected.length === 0) return [];
  const why = rejected.map((each) => `${each.version} was rejected by ${each.actor}: ${each.reason}`);
  const where = version === undefined ? 'has no version left' : `is held at ${version}`;
  await pulumi.log.warn([`${environment.name} ${where}`, ...why].join('\n'));
  return rejected.map((each) => each.version);
}

/** Pulumi shows the message of a user's error alone, and the stack trace of every other. */
async function told<Result>(asked: Promise<Result>): Promise<Result> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof RegistryError || error instanceof RemoteError)) throw error;
    throw userError(error.message, { where: 'the gates cannot be asked' });
  }
}

/**
 * Asks the gates of the stack's environment, before anything is registered.
 *
 * @returns the versions of a range that were rejected, which the environment leaves out
 * @throws UserError for a config with faults, or where what the gates ask for cannot be read; RefusedError with their
 *   findings
 */
export async function admit(pipeline: Pipeline): Promise<readonly string[]> {
  const environment = findEnvironment(pipeline, pulumi.getStack());
  const config = readConfig(environment);
  const { application } = pipeline;
  // What comes from Git has no release in the registry.
  if (environment.git !== undefined) return [];
  const client = createRegistry(application, config);
  const { pin } = config;
  if (pin.kind === 'range') return told(holdRange(client, application, environment, pin.range));
  if (environment.gates !== undefined) await told(admitVersion(client, application, environment, config));
  return [];
}
