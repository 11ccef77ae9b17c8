import { clockTolerance, type TestResult } from '../../evidence/statement.ts';
import { isRollback, type Judged } from './candidate.ts';
import type { Finding } from './finding.ts';
import { findWaiver } from './waiver.ts';

/** What the tests of a release found in the environment that it is promoted from. */
export interface Proof {
  readonly newestFailure?: TestResult;
  /** The oldest pass that no failure follows. */
  readonly pass?: TestResult;
}

const byTime = (a: TestResult, b: TestResult) => Date.parse(a.at) - Date.parse(b.at);

/** A pass counts when it is later than every failure. */
export function findProof({ environment, release, said }: Judged): Proof {
  const results = said.evidence
    .map(({ statement }) => statement)
    .filter((statement): statement is TestResult => statement.kind === 'test-result')
    .filter(
      ({ subject, environment: where, servedVersion }) =>
        subject === release.digest && where === environment.promotesFrom && servedVersion === release.version,
    )
    .toSorted(byTime);
  const newestFailure = results.findLast(({ result }) => result === 'failed');
  const since = newestFailure === undefined ? Number.NEGATIVE_INFINITY : Date.parse(newestFailure.at);
  const pass = results.find(({ result, at }) => result === 'passed' && Date.parse(at) > since);
  return {
    ...(newestFailure === undefined ? {} : { newestFailure }),
    ...(pass === undefined ? {} : { pass }),
  };
}

const ignoredNote = ({ said: { ignored } }: Judged): string => {
  const reasons = [...new Set(ignored.map(({ reason }) => reason))];
  return ignored.length === 0 ? '' : `; ${ignored.length} ignored: ${reasons.join(', ')}`;
};

const unsignedNote = ({ environment: { trust } }: Judged): string =>
  trust.length === 0 ? ' (unsigned counts: trust names nobody)' : '';

/** The release's own end-to-end tests passed where it comes from, after whatever failed there (faults 7 and 9). */
export function judgeE2e(judged: Judged): Finding | undefined {
  const { environment, now } = judged;
  if (!environment.gates?.e2e) return undefined;
  const gate = 'e2e';
  const { newestFailure, pass } = findProof(judged);
  const where = environment.promotesFrom ?? '';
  const waiver = findWaiver(judged);
  if (pass !== undefined && Date.parse(pass.at) <= now.getTime() + clockTolerance)
    return {
      gate,
      verdict: 'passed',
      what: `passed in ${where} on ${pass.at}, ${pass.passedTests.length} scenarios${unsignedNote(judged)}`,
    };
  if (waiver !== undefined) return { gate, verdict: 'waived', what: `${waiver.actor}: ${waiver.reason}` };
  const hint = `pipeline e2e --environment ${where} --version ${judged.release.version}`;
  if (pass !== undefined)
    return { gate, verdict: 'refused', what: `its pass is dated ${pass.at}, which is yet to come`, hint };
  if (newestFailure !== undefined) {
    const tests = newestFailure.failedTests.join(', ');
    return { gate, verdict: 'refused', what: `failed in ${where} on ${newestFailure.at}: ${tests}`, hint };
  }
  if (isRollback(judged)) return { gate, verdict: 'passed', what: 'ran here before' };
  return { gate, verdict: 'refused', what: `has not passed in ${where}${ignoredNote(judged)}`, hint };
}
