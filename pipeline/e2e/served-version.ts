import type { E2e } from '../../model/e2e.ts';
import type { Clock } from './run-scenario.ts';
import { readPointer } from './scenario/json-pointer.ts';
import { ask } from './scenario/request.ts';
import { UnmetError } from './scenario/scenario.ts';

/** Tells which version is served now, without `v`; undefined while that cannot be told. */
export type ReadVersion = () => Promise<string | undefined>;

const timeout = 5_000;
const interval = 2_000;

/** Reads the version from the application itself. */
export const versionFrom =
  (url: string, { path, pointer }: NonNullable<E2e['version']>): ReadVersion =>
  async () => {
    try {
      const target = { url, signal: AbortSignal.timeout(timeout) };
      const { status, body } = await ask(target, { method: 'GET', path });
      const version = status === 200 ? readPointer(body, pointer) : undefined;
      // It is printed: nothing but a version may stand in it.
      return typeof version === 'string' && /^v?\d[\w.+-]{0,99}$/.test(version)
        ? version.replace(/^v/, '')
        : undefined;
    } catch (error) {
      if (error instanceof UnmetError) return undefined;
      throw error;
    }
  };

/**
 * Waits until a version is served.
 *
 * @param deadline milliseconds from now
 * @returns what was served last: another version, or undefined, where the deadline passed
 */
export async function awaitVersion(
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
