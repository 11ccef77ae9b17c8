import * as pulumi from '@pulumi/pulumi';
import { Secret } from '../http/secret.ts';
import { type Application, registryHost } from '../model/application.ts';
import { RefusedError, RemoteError, userError } from '../model/errors.ts';
import { type ExactPin, type Pin, type RangePin, withoutVersions } from '../model/pin.ts';
import { findCredentials } from '../pipeline/oci/auth/credentials.ts';
import { type Client, createClient } from '../pipeline/oci/client.ts';
import { formatFindings, isRefused, refusalsOf } from '../pipeline/promotion/gates/finding.ts';
import { judge } from '../pipeline/promotion/gates/judge.ts';
import { deploymentsOf, readHistory } from '../pipeline/promotion/history.ts';
import { findNewestAllowed } from '../pipeline/promotion/newest-allowed.ts';
import { readCandidate } from '../pipeline/promotion/read-candidate.ts';
import { registryToken } from '../stack/stack-config.ts';
import type { ProgramConfig, ProgramStack } from './program-stack.ts';

/** The earlier deployments of the environment, from Pulumi's history. */
async function readDeployments() {
  const [organization, project, stack] = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()];
  const name = `${organization}/${project}/${stack}`;
  return deploymentsOf(await readHistory({ folder: pulumi.getRootDirectory(), project, stack: name }));
}

/** A client with the stack's own login, if it has one. */
function createRegistryClient(application: Application, config: ProgramConfig): Client {
  const { ghcrUsername: username } = config;
  if (username === undefined) return createClient();
  const own = registryHost(application);
  return createClient({
    credentials: async (registry) =>
      registry === own
        ? { kind: 'password', username, password: new Secret(new pulumi.Config().require(registryToken)) }
        : findCredentials(registry),
  });
}

async function admitVersion(
  client: Client,
  { pipeline: { application }, environment, config }: ProgramStack,
  pin: ExactPin,
): Promise<void> {
  const request = { application, environment, pin, hotfix: config.hotfix };
  const findings = judge(await readCandidate(client, request, readDeployments()));
  const title = `${environment.name}: ${pin.version}`;
  if (isRefused(findings)) throw new RefusedError(refusalsOf(title, findings));
  const log = findings.some(({ verdict }) => verdict === 'warned') ? pulumi.log.warn : pulumi.log.info;
  await log(`${title}\n${formatFindings(findings)}`);
}

/** @returns the pin without the rejected versions, which Argo CD would otherwise bring back */
async function admitRange(
  client: Client,
  { pipeline: { application }, environment }: ProgramStack,
  pin: RangePin,
): Promise<RangePin> {
  const { version, rejected } = await findNewestAllowed(client, application, environment, pin.range);
  if (rejected.length === 0) return pin;
  const reasons = rejected.map((each) => `${each.version} was rejected by ${each.actor}: ${each.reason}`);
  const result = version === undefined ? 'has no version left that is not rejected' : `is held at ${version}`;
  await pulumi.log.warn([`${environment.name} ${result}`, ...reasons].join('\n'));
  return withoutVersions(
    pin,
    rejected.map((each) => each.version),
  );
}

/** Pulumi shows only the message of a user's error. */
async function asUserError<Result>(admission: Promise<Result>): Promise<Result> {
  try {
    return await admission;
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    throw userError(error.message, { where: 'the gates cannot be checked' });
  }
}

/**
 * Checks the gates of a stack's environment, before any resource is registered.
 *
 * @returns the pin to deploy
 * @throws RefusedError with the findings of the gates; UserError if what they judge cannot be read
 */
export async function admit(stack: ProgramStack): Promise<Pin> {
  const { pipeline, environment, config } = stack;
  const { pin } = config;
  // An environment that deploys from Git has no release in the registry.
  if (environment.git !== undefined) return pin;
  const client = createRegistryClient(pipeline.application, config);
  if (pin.kind === 'range') return asUserError(admitRange(client, stack, pin));
  if (environment.gates !== undefined) await asUserError(admitVersion(client, stack, pin));
  return pin;
}
