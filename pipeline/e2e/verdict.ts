import type { ScenarioResult } from './run-scenario.ts';

/** What a run observed. */
export interface Observation {
  /** The version under test. */
  readonly version: string;
  /** The version that was served before the scenarios and after them; undefined if it was unknown. */
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

const describeVersion = (version: string | undefined) => version ?? 'an unknown version';
const inconclusive = (reason: string): Verdict => ({ kind: 'inconclusive', reason });

/**
 * Judges a run. It passed only if the version under test was served before and after it, and each required scenario ran
 * and passed. It failed if a scenario failed on that version, even if another was skipped.
 */
export function judgeRun({ version, before, after, required, results }: Observation): Verdict {
  if (before !== version) return inconclusive(`${describeVersion(before)} was served, not ${version}`);
  if (after !== version)
    return inconclusive(`${describeVersion(after)} was served when the scenarios ended, not ${version}`);
  const inState = (state: ScenarioResult['state']) =>
    results.filter((result) => result.state === state).map(({ name }) => name);
  const failed = inState('failed');
  if (failed.length > 0) return { kind: 'failed', reason: `${failed.join(', ')} failed` };
  const passed = inState('passed');
  const open = required.filter((name) => !passed.includes(name));
  if (required.length === 0 || passed.length === 0) return inconclusive('no scenario completed');
  if (open.length > 0) return inconclusive(`${open.join(', ')} did not complete`);
  return { kind: 'passed', reason: `${passed.length} scenarios passed` };
}
