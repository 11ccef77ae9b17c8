import type { E2e } from '../../model/e2e.ts';
import type { Clock } from './run-scenario.ts';
import { readPointer } from './scenario/json-pointer.ts';
import { sendRequest } from './scenario/request.ts';
import { ScenarioFailure } from './scenario/scenario.ts';

/** Reads the version that is served now, without `v`; undefined while it is unknown. */
export type ReadVersion = () => Promise<string | undefined>;

const timeout = 5_000;
const interval = 2_000;

/** Creates a function that reads the version from the application itself, over HTTP. */
export const createVersionReader =
  (url: string, { path, pointer }: NonNullable<E2e['version']>): ReadVersion =>
  async () => {
    try {
      const target = { url, signal: AbortSignal.timeout(timeout) };
      const { status, body } = await sendRequest(target, { method: 'GET', path });
      const version = status === 200 ? readPointer(body, pointer) : undefined;
      // The version is printed, so anything else the application may answer is refused.
      return typeof version === 'string' && /^v?\d[\w.+-]{0,99}$/.test(version)
        ? version.replace(/^v/, '')
        : undefined;
    } catch (error) {
      if (error instanceof ScenarioFailure) return undefined;
      throw error;
    }
  };

/**
 * Waits until a version is served, or the deadline has passed.
 *
 * @param deadline milliseconds from now
 * @returns the version that was served last; undefined if it is unknown
 */
export async function waitForVersion(
  read: ReadVersion,
  version: string,
  deadline: number,
  { now, sleep }: Clock,
): Promise<string | undefined> {
  const end = now() + deadline;
  for (;;) {
    const served = await read();
    const left = end - now();
    if (served === version || left <= 0) return served;
    await sleep(Math.min(interval, left));
  }
}
