import type { Fault } from '../../model/errors.ts';
import { type Clock, runScenario, type ScenarioResult } from './run-scenario.ts';
import type { Scenario, Target } from './scenario/scenario.ts';
import { type ReadVersion, waitForVersion } from './served-version.ts';
import { judgeRun, type Verdict } from './verdict.ts';

/** Which scenarios run against which application, and how its version is read. */
export interface RunPlan {
  readonly version: string;
  readonly target: Omit<Target, 'signal'>;
  readonly scenarios: readonly Scenario[];
  readonly readVersion: ReadVersion;
  /** How long to wait for the version, in milliseconds. */
  readonly deadline: number;
}

/** The result of a run, for all reports. */
export interface Run {
  readonly verdict: Verdict;
  readonly results: readonly ScenarioResult[];
  /** When it began and ended: RFC 3339, UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
}

/**
 * Waits until the version under test is served, runs the scenarios one after another, and reads the version again.
 *
 * @param printProgress is called after each scenario
 */
export async function runScenarios(
  { version, target, scenarios, readVersion, deadline }: RunPlan,
  clock: Clock,
  printProgress: (text: string) => void,
): Promise<Run> {
  const moment = () => new Date(clock.now()).toISOString();
  const startedAt = moment();
  const before = await waitForVersion(readVersion, version, deadline, clock);
  const results: ScenarioResult[] = [];
  for (const scenario of before === version ? scenarios : []) {
    const result = await runScenario(scenario, target, clock);
    printProgress(`${result.name}: ${result.state}`);
    results.push(result);
  }
  const after = before === version ? await readVersion() : before;
  const required = scenarios.map(({ name }) => name);
  const verdict = judgeRun({ version, before, after, required, results });
  return { verdict, results, startedAt, endedAt: moment() };
}

/** The result of a run that could not start because of these faults. */
export function createInconclusiveRun(faults: readonly Fault[], { now }: Clock): Run {
  const moment = new Date(now()).toISOString();
  const reason = faults.map(({ what }) => what).join('; ');
  return { verdict: { kind: 'inconclusive', reason }, results: [], startedAt: moment, endedAt: moment };
}
