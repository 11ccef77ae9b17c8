import {
  FatalScenarioFailure,
  type Scenario,
  ScenarioFailure,
  ScenarioSkipped,
  type Target,
} from './scenario/scenario.ts';

const attempts = 3;

/** How a scenario ended. */
export interface ScenarioResult {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** One message for each attempt that did not pass, in order. A scenario that passed with failures is a warning. */
  readonly failures: readonly string[];
  readonly milliseconds: number;
}

/** The time, replaceable in tests. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

async function attempt({ run, timeout }: Scenario, target: Omit<Target, 'signal'>): Promise<void> {
  const signal = AbortSignal.timeout(timeout);
  const late = new ScenarioFailure(`did not end within ${timeout / 1000} s`);
  const { promise: timedOut, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(late));
  // A scenario that ignores the signal must neither delay the run nor pass after its timeout.
  await Promise.race([run({ ...target, signal }), timedOut]);
  if (signal.aborted) throw late;
}

/** Runs a scenario up to three times, a second apart, until it passes. A fatal failure is not tried again. */
export async function runScenario(
  scenario: Scenario,
  target: Omit<Target, 'signal'>,
  { now, sleep }: Clock,
): Promise<ScenarioResult> {
  const { name } = scenario;
  const start = now();
  const failures: string[] = [];
  const end = (state: ScenarioResult['state']) => ({ name, state, failures, milliseconds: now() - start });
  while (failures.length < attempts) {
    if (failures.length > 0) await sleep(1_000);
    try {
      await attempt(scenario, target);
      return end('passed');
    } catch (error) {
      if (!(error instanceof ScenarioFailure || error instanceof ScenarioSkipped)) throw error;
      failures.push(error.message);
      if (error instanceof ScenarioSkipped) return end('skipped');
      if (error instanceof FatalScenarioFailure) return end('failed');
    }
  }
  return end('failed');
}
