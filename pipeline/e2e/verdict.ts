import type { ScenarioResult } from './run-scenario.ts';

/** What a run found. */
export interface Observation {
  /** The version under test. */
  readonly version: string;
  /** What was served before the scenarios and after them; undefined where it could not be told. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Names of the scenarios that must pass. */
  readonly required: readonly string[];
  readonly results: readonly ScenarioResult[];
}

export interface Verdict {
  readonly kind: 'passed' | 'failed' | 'inconclusive';
  readonly reason: string;
}

const served = (version: string | undefined) => version ?? 'a version that it does not tell';
const inconclusive = (reason: string): Verdict => ({ kind: 'inconclusive', reason });

/**
 * What follows from a run. It passed only where the version under test was served before and after, and each required
 * scenario ran and passed (faults 8 and 9). What failed on that version failed, also where another was skipped.
 */
export function judgeRun({ version, before, after, required, results }: Observation): Verdict {
  if (before !== version) return inconclusive(`${served(before)} was served, not ${version}`);
  if (after !== version)
    return inconclusive(`${served(after)} was served when the scenarios ended, not ${version}`);
  const inState = (state: ScenarioResult['state']) =>
    results.filter((result) => result.state === state).map(({ name }) => name);
  const failed = inState('failed');
  if (failed.length > 0) return { kind: 'failed', reason: `${failed.join(', ')} failed` };
  const passed = inState('passed');
  const open = required.filter((name) => !passed.includes(name));
  if (required.length === 0 || passed.length === 0) return inconclusive('no scenario ran to its end');
  if (open.length > 0) return inconclusive(`${open.join(', ')} did not run to the end`);
  return { kind: 'passed', reason: `${passed.length} scenarios passed` };
}
