import type { Application } from '../../model/application.ts';
import { type Checked, invalid, valid } from '../../model/checked.ts';
import type { Digest } from '../../model/digest.ts';
import type { E2e } from '../../model/e2e.ts';
import type { Environment } from '../../model/environment.ts';
import { userError } from '../../model/errors.ts';
import { findEnvironment, type Pipeline } from '../../model/pipeline.ts';
import { chartRepository } from '../chart/repository.ts';
import type { EvidenceSigner } from '../evidence/signer.ts';
import { attachEvidence } from '../evidence/store.ts';
import type { Client } from '../oci/client.ts';
import { chooseScenarios } from './choose-scenarios.ts';
import { type DeployEvent, readDeployEvent } from './deploy-event.ts';
import { parseDuration } from './duration.ts';
import { findReleaseUnderTest, findSubject, readPin } from './release-under-test.ts';
import type { Clock } from './run-scenario.ts';
import { createInconclusiveRun, type Run, runScenarios } from './run-scenarios.ts';
import type { Scenario } from './scenario/scenario.ts';
import { createVersionReader, type ReadVersion } from './served-version.ts';
import { readTarget } from './target.ts';
import { testResultOf } from './test-result.ts';

/** What a test run needs, apart from the request. */
export interface TestDependencies {
  readonly pipeline: Pipeline;
  /** All scenarios that the team wrote. */
  readonly scenarios: readonly Scenario[];
  /** The folder of Pulumi.yaml. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly printProgress: (text: string) => void;
}

/** How the result is recorded as evidence. */
export interface Recording {
  readonly client: Client;
  readonly signer: EvidenceSigner | undefined;
  readonly actor: string;
}

export interface TestRequest {
  /** Name of the environment. */
  readonly environment: string;
  readonly version?: string | undefined;
  /** Path of a file with a deploy event. */
  readonly event?: string | undefined;
  /** How long to wait for the version, for instance `10m`; by default the environment's `timeout`. */
  readonly deadline?: string | undefined;
  /** Undefined if no evidence is to be stored. */
  readonly recording?: Recording | undefined;
}

export interface TestedEnvironment {
  readonly environment: string;
  readonly version: string;
  readonly run: Run;
  /** The digest of the release; absent if no evidence was to be stored, or the registry has no such release. */
  readonly subject?: Digest;
  /** The digest under which the evidence is stored. */
  readonly evidence?: Digest;
}

function requireE2e({ name, e2e }: Application): E2e {
  if (e2e !== undefined) return e2e;
  const hint = 'list the scenarios that it must pass in environments/application.ts';
  throw userError(`${name} has no end-to-end tests`, { where: 'application.e2e', hint });
}

/** Chooses how the served version is read: from the application itself, else from the deploy event. */
function chooseVersionReader(
  { version: endpoint }: E2e,
  url: string,
  version: string,
  event: DeployEvent | undefined,
): Checked<ReadVersion> {
  if (event !== undefined && event.chartVersion !== version)
    return invalid({ what: `the deploy event is about ${event.chartVersion}, not ${version}` });
  if (endpoint !== undefined) return valid(createVersionReader(url, endpoint));
  if (event !== undefined) return valid(async () => event.chartVersion);
  const what = 'the served version cannot be read: set version in application.e2e, or use --event';
  return invalid({ what });
}

async function readTestSetup({ pipeline, folder }: TestDependencies, request: TestRequest) {
  const { application } = pipeline;
  const environment: Environment = findEnvironment(pipeline, request.environment);
  const event = request.event === undefined ? undefined : await readDeployEvent(request.event, environment);
  const underTest = findReleaseUnderTest(request.version, event, readPin(folder, environment));
  const { recording } = request;
  const subject = recording && (await findSubject(recording.client, chartRepository(application), underTest));
  return { environment, e2e: requireE2e(application), event, version: underTest.version, subject };
}

/**
 * Tests an environment: waits until the version under test is served there, runs the scenarios that the application
 * chose, and stores the result as evidence about the release. An inconclusive run stores nothing.
 *
 * @throws UserError for settings that do not fit; RegistryError; RemoteError if the evidence cannot be signed
 */
export async function testEnvironment(
  dependencies: TestDependencies,
  request: TestRequest,
): Promise<TestedEnvironment> {
  const { pipeline, env, clock, printProgress } = dependencies;
  const { environment, e2e, event, version, subject } = await readTestSetup(dependencies, request);
  const { recording } = request;
  const deadline = parseDuration(request.deadline ?? environment.timeout, '--deadline');
  const scenarios = chooseScenarios(dependencies.scenarios, e2e.scenarios);
  const target = readTarget(e2e, environment, env);
  const readVersion = chooseVersionReader(e2e, target.url, version, event);
  const about = { environment: environment.name, version };

  const faults = subject?.faults ?? readVersion.faults;
  if (faults !== undefined || readVersion.value === undefined)
    return { ...about, run: createInconclusiveRun(faults ?? [], clock) };
  const plan = { version, target, scenarios, readVersion: readVersion.value, deadline };
  const run = await runScenarios(plan, clock, printProgress);
  if (recording === undefined || subject?.value === undefined) return { ...about, run };

  const { client, signer, actor } = recording;
  const digest = subject.value;
  const result = testResultOf(run, { ...about, subject: digest, actor });
  if (result === undefined) return { ...about, run, subject: digest };
  const repository = chartRepository(pipeline.application);
  const evidence = await attachEvidence(client, repository, result, signer);
  return { ...about, run, subject: digest, evidence };
}
