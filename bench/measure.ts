import { performance } from 'node:perf_hooks';

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * Measures two actions in alternation, so that the machine's load affects both alike.
 *
 * @param runs how often each is measured, after one run of each that does not count
 * @param prepare runs before each pair and is not measured
 * @returns the median of each, in milliseconds
 */
export async function sideBySide(
  ours: () => Promise<unknown>,
  theirs: () => Promise<unknown>,
  runs: number,
  prepare: () => Promise<unknown> = async () => {},
): Promise<{ ours: number; theirs: number }> {
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let run = 0; run <= runs; run++) {
    await prepare();
    for (const [name, action] of [
      ['ours', ours],
      ['theirs', theirs],
    ] as const) {
      const started = performance.now();
      await action();
      if (run > 0) times[name].push(performance.now() - started);
    }
  }
  return { ours: median(times.ours), theirs: median(times.theirs) };
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
const mark = (isWithinLimit: boolean) => (isWithinLimit ? '✔' : '✘');

/** Prints the ratio of two times and its limit. */
export function printRatio(
  what: string,
  { ours, theirs }: { ours: number; theirs: number },
  limit: number,
): void {
  const ratio = ours / theirs;
  console.log(
    `${mark(ratio <= limit)} ${ratio.toFixed(2)} × (at most ${limit})  ${what}: ${seconds(ours)} and ${seconds(theirs)}`,
  );
}

/** Prints a measured value and its limit. */
export function printValue(what: string, value: number, limit: number, unit: string): void {
  console.log(`${mark(value < limit)} ${value.toFixed(1)} ${unit} (under ${limit})  ${what}`);
}
