import { clockTolerance, type TestResult } from '../../evidence/statement.ts';
import { isRollback, type JudgedRelease } from './candidate.ts';
import type { Finding } from './finding.ts';
import { findWaiver } from './waiver.ts';

/** The results that decide about the tests of a release in the environment that it is promoted from. */
export interface Proof {
  readonly newestFailure?: TestResult;
  /** The oldest pass that no failure follows. */
  readonly pass?: TestResult;
}

const byTime = (a: TestResult, b: TestResult) => Date.parse(a.at) - Date.parse(b.at);

/** Finds the newest failure of a release, and its oldest pass after that. */
export function findProof({ environment, release, evidence }: JudgedRelease): Proof {
  const results = evidence.accepted
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

const ignoredNote = ({ evidence: { ignored } }: JudgedRelease): string => {
  const reasons = [...new Set(ignored.map(({ reason }) => reason))];
  return ignored.length === 0 ? '' : `; ${ignored.length} ignored: ${reasons.join(', ')}`;
};

const unsignedNote = ({ environment: { trust } }: JudgedRelease): string =>
  trust.length === 0 ? ' (unsigned evidence counts: anyone is trusted)' : '';

/** Passes if the release's end-to-end tests passed in the environment that it comes from, after any failure there. */
export function judgeE2e(judged: JudgedRelease): Finding | undefined {
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
    return { gate, verdict: 'refused', what: `its pass is dated ${pass.at}, which is in the future`, hint };
  if (newestFailure !== undefined) {
    const tests = newestFailure.failedTests.join(', ');
    return { gate, verdict: 'refused', what: `failed in ${where} on ${newestFailure.at}: ${tests}`, hint };
  }
  if (isRollback(judged)) return { gate, verdict: 'passed', what: 'ran here before' };
  return { gate, verdict: 'refused', what: `has not passed in ${where}${ignoredNote(judged)}`, hint };
}
