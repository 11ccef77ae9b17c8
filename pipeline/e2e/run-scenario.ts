import { BreachError, type Scenario, SkippedError, type Target, UnmetError } from './scenario/scenario.ts';

const attempts = 3;

/** How a scenario ended. */
export interface ScenarioResult {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Why an attempt did not pass, for each that did not, in their order. A pass with any is a warning. */
  readonly unmet: readonly string[];
  readonly milliseconds: number;
}

/** What the time is told and waited by. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

async function attempt({ run, timeout }: Scenario, target: Omit<Target, 'signal'>): Promise<void> {
  const signal = AbortSignal.timeout(timeout);
  const late = new UnmetError(`did not end within ${timeout / 1000} s`);
  const { promise: timedOut, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(late));
  // A scenario that does not heed the signal must not hold up the run, nor pass late (fault 9).
  await Promise.race([run({ ...target, signal }), timedOut]);
  if (signal.aborted) throw late;
}

/** Runs a scenario, up to three times until it passes, a second apart; a breach is not tried again. Every attempt that did not pass is kept. */
export async function runScenario(
  scenario: Scenario,
  target: Omit<Target, 'signal'>,
  { now, sleep }: Clock,
): Promise<ScenarioResult> {
  const { name } = scenario;
  const start = now();
  const unmet: string[] = [];
  const end = (state: ScenarioResult['state']) => ({ name, state, unmet, milliseconds: now() - start });
  while (unmet.length < attempts) {
    if (unmet.length > 0) await sleep(1_000);
    try {
      await attempt(scenario, target);
      return end('passed');
    } catch (error) {
      if (!(error instanceof UnmetError || error instanceof SkippedError)) throw error;
      unmet.push(error.message);
      if (error instanceof SkippedError) return end('skipped');
      if (error instanceof BreachError) return end('failed');
    }
  }
  return end('failed');
}
