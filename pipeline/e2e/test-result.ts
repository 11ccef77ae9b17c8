import type { Digest } from '../../model/digest.ts';
import type { TestResult } from '../evidence/statement.ts';

import type { Run } from './run-scenarios.ts';

export interface About {
  readonly subject: Digest;
  readonly version: string;
  readonly environment: string;
  /** Who ran the tests. */
  readonly actor: string;
}

/** What a run proves of a release; undefined where it was inconclusive (faults 8 and 9). */
export function testResultOf({ verdict, results, endedAt }: Run, about: About): TestResult | undefined {
  if (verdict.kind === 'inconclusive') return undefined;
  const passed = results.filter(({ state }) => state === 'passed');
  return {
    kind: 'test-result',
    ...about,
    at: endedAt,
    servedVersion: about.version,
    result: verdict.kind,
    passedTests: passed.map(({ name }) => name),
    warnedTests: passed.filter(({ unmet }) => unmet.length > 0).map(({ name }) => name),
    failedTests: results.filter(({ state }) => state === 'failed').map(({ name }) => name),
  };
}

/** Who runs the tests: the workflow's run, else the person who is logged in. */
export function actorOf(env: NodeJS.ProcessEnv, userName: string): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : userName;
}
