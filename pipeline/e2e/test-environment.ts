import type { Application } from '../../model/application.ts';
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
import { findSubject, findUnderTest, readPin } from './release-under-test.ts';
import type { Clock } from './run-scenario.ts';
import { openRun, type Run, runScenarios } from './run-scenarios.ts';
import type { Scenario } from './scenario/scenario.ts';
import { type ReadVersion, versionFrom } from './served-version.ts';
import { readAccess } from './target.ts';
import { testResultOf } from './test-result.ts';

/** What a test run depends on. */
export interface TestDependencies {
  readonly pipeline: Pipeline;
  /** All scenarios that the team wrote. */
  readonly scenarios: readonly Scenario[];
  /** The folder of Pulumi.yaml. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly tell: (text: string) => void;
}

/** Where evidence goes, and in whose name. */
export interface Recording {
  readonly client: Client;
  readonly signer: EvidenceSigner | undefined;
  readonly actor: string;
}

export interface TestRequest {
  /** Name of the environment. */
  readonly environment: string;
  readonly version?: string | undefined;
  /** Path of a deploy event. */
  readonly event?: string | undefined;
  /** Until the version must be served: `10m`; by default the environment's `timeout`. */
  readonly deadline?: string | undefined;
  /** Undefined for a local look, which proves nothing. */
  readonly recording?: Recording | undefined;
}

export interface Tested {
  readonly environment: string;
  readonly version: string;
  readonly run: Run;
  /** The release's, where evidence was wanted and the registry has it. */
  readonly subject?: Digest;
  /** What the evidence is stored under. */
  readonly evidence?: Digest;
}

function e2eOf({ name, e2e }: Application): E2e {
  if (e2e !== undefined) return e2e;
  const hint = 'say in environments/application.ts which scenarios it must pass';
  throw userError(`${name} says nothing of its tests`, { where: 'application.e2e', hint });
}

/** @returns how the served version is read; or why it cannot be */
function findVersionSource(
  { version: endpoint }: E2e,
  url: string,
  version: string,
  event: DeployEvent | undefined,
): ReadVersion | string {
  if (event !== undefined && event.chartVersion !== version)
    return `the deploy event is about ${event.chartVersion}, not ${version}`;
  if (endpoint !== undefined) return versionFrom(url, endpoint);
  if (event !== undefined) return async () => event.chartVersion;
  return 'nothing tells which version is served: set version in application.e2e, or give --event';
}

async function findReleaseUnderTest({ pipeline, folder }: TestDependencies, request: TestRequest) {
  const { application } = pipeline;
  const environment: Environment = findEnvironment(pipeline, request.environment);
  const event = request.event === undefined ? undefined : await readDeployEvent(request.event, environment);
  const underTest = findUnderTest(request.version, event, readPin(folder, environment));
  const { recording } = request;
  const subject = recording && (await findSubject(recording.client, chartRepository(application), underTest));
  return { environment, e2e: e2eOf(application), event, version: underTest.version, subject };
}

/**
 * Tests an environment: makes sure that the version under test is served there, runs the scenarios that the application
 * chose, and records what they found beside the release. An inconclusive run records nothing.
 *
 * @throws UserError, RegistryError, RemoteError as its parts do
 */
export async function testEnvironment(dependencies: TestDependencies, request: TestRequest): Promise<Tested> {
  const { pipeline, env, clock, tell } = dependencies;
  const { environment, e2e, event, version, subject } = await findReleaseUnderTest(dependencies, request);
  const { recording } = request;
  const deadline = parseDuration(request.deadline ?? environment.timeout, '--deadline');
  const scenarios = chooseScenarios(dependencies.scenarios, e2e.scenarios);
  const target = readAccess(e2e, environment, env);
  const readVersion = findVersionSource(e2e, target.url, version, event);
  const about = { environment: environment.name, version };

  if (typeof subject === 'object') return { ...about, run: openRun(subject.missing, clock) };
  if (typeof readVersion === 'string') return { ...about, run: openRun(readVersion, clock) };
  const run = await runScenarios({ version, target, scenarios, readVersion, deadline }, clock, tell);
  if (recording === undefined || subject === undefined) return { ...about, run };

  const { client, signer, actor } = recording;
  const result = testResultOf(run, { ...about, subject, actor });
  if (result === undefined) return { ...about, run, subject };
  const repository = chartRepository(pipeline.application);
  return { ...about, run, subject, evidence: await attachEvidence(client, repository, result, signer) };
}
