import { type Clock, runScenario, type ScenarioResult } from './run-scenario.ts';
import type { Scenario, Target } from './scenario/scenario.ts';
import { awaitVersion, type ReadVersion } from './served-version.ts';
import { judgeRun, type Verdict } from './verdict.ts';

/** What is run, where, and by what it is told what runs there. */
export interface RunPlan {
  readonly version: string;
  readonly target: Omit<Target, 'signal'>;
  readonly scenarios: readonly Scenario[];
  readonly readVersion: ReadVersion;
  /** Milliseconds until the version must be served. */
  readonly deadline: number;
}

/** A run, as everything that reports it shows it. */
export interface Run {
  readonly verdict: Verdict;
  readonly results: readonly ScenarioResult[];
  /** When it began and ended: RFC 3339, UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
}

/** Waits for the version, runs the scenarios one after another, and reads the version again. */
export async function runScenarios(
  { version, target, scenarios, readVersion, deadline }: RunPlan,
  clock: Clock,
  tell: (text: string) => void,
): Promise<Run> {
  const moment = () => new Date(clock.now()).toISOString();
  const startedAt = moment();
  const before = await awaitVersion(readVersion, version, deadline, clock);
  const results: ScenarioResult[] = [];
  for (const scenario of before === version ? scenarios : []) {
    const result = await runScenario(scenario, target, clock);
    tell(`${result.name}: ${result.state}`);
    results.push(result);
  }
  const after = before === version ? await readVersion() : before;
  const required = scenarios.map(({ name }) => name);
  const verdict = judgeRun({ version, before, after, required, results });
  return { verdict, results, startedAt, endedAt: moment() };
}

/** A run that could not begin. */
export function openRun(reason: string, { now }: Clock): Run {
  const moment = new Date(now()).toISOString();
  return { verdict: { kind: 'inconclusive', reason }, results: [], startedAt: moment, endedAt: moment };
}
