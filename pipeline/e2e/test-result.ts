import type { Digest } from '../../model/digest.ts';
import type { TestResult } from '../evidence/statement.ts';
import type { Run } from './run-scenarios.ts';

/** What a test result says beside the outcome of the scenarios. */
export interface TestResultDetails {
  readonly subject: Digest;
  readonly version: string;
  readonly environment: string;
  /** Who ran the tests. */
  readonly actor: string;
}

/** The statement about a release that follows from a run; undefined if the run was inconclusive. */
export function testResultOf(
  { verdict, results, endedAt }: Run,
  details: TestResultDetails,
): TestResult | undefined {
  if (verdict.kind === 'inconclusive') return undefined;
  const passed = results.filter(({ state }) => state === 'passed');
  return {
    kind: 'test-result',
    ...details,
    at: endedAt,
    servedVersion: details.version,
    result: verdict.kind,
    passedTests: passed.map(({ name }) => name),
    warnedTests: passed.filter(({ failures }) => failures.length > 0).map(({ name }) => name),
    failedTests: results.filter(({ state }) => state === 'failed').map(({ name }) => name),
  };
}

/** Who runs the tests: the URL of the GitHub Actions run, else the name of the user who is logged in. */
export function readTestActor(env: NodeJS.ProcessEnv, userName: string): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : userName;
}
