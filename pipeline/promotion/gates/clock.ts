import { clockTolerance } from '../../evidence/statement.ts';
import type { JudgedRelease } from './candidate.ts';
import type { Finding } from './finding.ts';

/** Passes only if this machine's clock agrees with the registry's. Applies if soak or freeze depend on the time. */
export function judgeClock({ environment: { gates }, clockSkew = 0 }: JudgedRelease): Finding | undefined {
  const timesDecide = gates !== undefined && (gates.soak !== undefined || gates.freeze.length > 0);
  if (!timesDecide || Math.abs(clockSkew) <= clockTolerance) return undefined;
  const minutes = Math.round(Math.abs(clockSkew) / 60_000);
  return {
    gate: 'clock',
    verdict: 'refused',
    what: `this machine's clock is ${minutes} min ${clockSkew > 0 ? 'behind' : 'ahead of'} the registry's`,
    hint: 'correct it: the gates soak and freeze depend on it',
  };
}
