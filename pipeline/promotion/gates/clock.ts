import { clockTolerance } from '../../evidence/statement.ts';
import type { Judged } from './candidate.ts';
import type { Finding } from './finding.ts';

/** Where times decide, this machine's clock is right: it agrees with the registry's (fault 20). */
export function judgeClock({ environment: { gates }, clockSkew = 0 }: Judged): Finding | undefined {
  const timesDecide = gates !== undefined && (gates.soak !== undefined || gates.freeze.length > 0);
  if (!timesDecide || Math.abs(clockSkew) <= clockTolerance) return undefined;
  const minutes = Math.round(Math.abs(clockSkew) / 60_000);
  return {
    gate: 'clock',
    verdict: 'refused',
    what: `this machine's clock is ${minutes} min ${clockSkew > 0 ? 'behind' : 'ahead of'} the registry's`,
    hint: 'set it right: the age of a pass and the end of a freeze are judged by it',
  };
}
