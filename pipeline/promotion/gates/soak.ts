import { isRollback, type JudgedRelease } from './candidate.ts';
import { findProof } from './e2e.ts';
import type { Finding } from './finding.ts';
import { findWaiver } from './waiver.ts';

const parseDuration = (duration: string): number =>
  Number.parseInt(duration, 10) * (duration.endsWith('h') ? 3_600_000 : 60_000);

const minutes = (time: number): string => `${Math.ceil(time / 60_000)} min`;

/** Passes if the tests passed long enough ago, so that slow failures had time to show. */
export function judgeSoak(judged: JudgedRelease): Finding | undefined {
  const { environment, now } = judged;
  const soak = environment.gates?.soak;
  if (soak === undefined) return undefined;
  const gate = 'soak';
  if (isRollback(judged)) return { gate, verdict: 'passed', what: 'ran here before' };
  const waiver = findWaiver(judged);
  if (waiver !== undefined) return { gate, verdict: 'waived', what: `${waiver.actor}: ${waiver.reason}` };
  const { pass } = findProof(judged);
  if (pass === undefined) return { gate, verdict: 'refused', what: `there is no pass that is ${soak} old` };
  const left = Date.parse(pass.at) + parseDuration(soak) - now.getTime();
  if (left <= 0) return { gate, verdict: 'passed', what: `its pass is at least ${soak} old` };
  const hint = `wait until ${new Date(now.getTime() + left).toISOString()}`;
  return { gate, verdict: 'refused', what: `its pass must be ${soak} old: ${minutes(left)} left`, hint };
}
