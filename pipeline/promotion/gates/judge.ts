import { type Candidate, isUnchanged, type JudgedRelease } from './candidate.ts';
import { judgeClock } from './clock.ts';
import { judgeE2e } from './e2e.ts';
import type { Finding } from './finding.ts';
import { judgeFreeze } from './freeze.ts';
import { judgeLock } from './lock.ts';
import { judgeRejection } from './rejection.ts';
import { judgeRelease } from './release.ts';
import { judgeSoak } from './soak.ts';

const rules: readonly ((judged: JudgedRelease) => Finding | undefined)[] = [
  judgeLock,
  judgeRejection,
  judgeClock,
  judgeE2e,
  judgeSoak,
  judgeFreeze,
];

const asWarning = (finding: Finding): Finding =>
  finding.verdict === 'refused' ? { ...finding, verdict: 'warned' } : finding;

/**
 * Judges a pin by the gates of its environment. If the pin is deployed already, refusals become warnings.
 *
 * @returns the findings of all gates that apply, at least one; the pin is refused if one of them is `refused`
 */
export function judge(candidate: Candidate): Finding[] {
  const { release } = candidate;
  const rest = release === undefined ? [] : rules.map((rule) => rule({ ...candidate, release }));
  const findings = [judgeRelease(candidate), ...rest].filter((finding) => finding !== undefined);
  return isUnchanged(candidate) ? findings.map(asWarning) : findings;
}
