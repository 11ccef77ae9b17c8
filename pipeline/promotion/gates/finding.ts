import type { Fault } from '../../../model/errors.ts';
import { table } from '../../outcome.ts';

export type GateName = 'release' | 'lock' | 'rejection' | 'clock' | 'e2e' | 'soak' | 'freeze';

/** A release passes with `passed`, `waived` and `warned`, which is a refusal of what already runs. */
export type Verdict = 'passed' | 'waived' | 'warned' | 'refused';

/** The verdict of one gate on one release. */
export interface Finding {
  readonly gate: GateName;
  readonly verdict: Verdict;
  readonly what: string;
  readonly hint?: string;
}

export const isRefused = (findings: readonly Finding[]): boolean =>
  findings.some(({ verdict }) => verdict === 'refused');

/** Formats the findings as a table, followed by hints on what to do. */
export function formatFindings(findings: readonly Finding[]): string {
  const rows = findings.map(({ gate, verdict, what }) => [gate, verdict, what]);
  const hints = findings.flatMap(({ verdict, gate, hint }) =>
    hint === undefined || verdict === 'passed' ? [] : [`${gate}: ${hint}`],
  );
  return [table(['gate', 'verdict', 'why'], rows), ...(hints.length > 0 ? ['', ...hints] : [])].join('\n');
}

/** The refusals among the findings, as faults of a pin. */
export const refusalsOf = (where: string, findings: readonly Finding[]): Fault[] =>
  findings
    .filter(({ verdict }) => verdict === 'refused')
    .map(({ gate, what, hint }) => ({
      where: `${where}: ${gate}`,
      what,
      ...(hint === undefined ? {} : { hint }),
    }));
