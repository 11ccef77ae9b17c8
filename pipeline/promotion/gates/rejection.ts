import type { Rejection, ReleaseEvidence } from '../../evidence/statement.ts';
import type { JudgedRelease } from './candidate.ts';
import type { Finding } from './finding.ts';

/**
 * The rejections of a release that nobody took back, oldest first.
 *
 * @param digest of the release
 */
export function standingRejections({ accepted }: ReleaseEvidence, digest: string): Rejection[] {
  const about = accepted.filter(({ statement }) => statement.subject === digest);
  const takenBack = new Set(
    about.flatMap(({ statement }) => (statement.kind === 'reinstatement' ? statement.rejections : [])),
  );
  const standing = about.flatMap((each) =>
    each.statement.kind === 'rejection' && !takenBack.has(each.digest) ? [each.statement] : [],
  );
  return standing.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Passes if nobody rejected the release, or all rejections were taken back. */
export function judgeRejection({ release, evidence }: JudgedRelease): Finding {
  const gate = 'rejection';
  const [rejection] = standingRejections(evidence, release.digest);
  if (rejection === undefined) return { gate, verdict: 'passed', what: 'nobody rejected it' };
  return {
    gate,
    verdict: 'refused',
    what: `${rejection.actor} rejected it on ${rejection.at}: ${rejection.reason}`,
    hint: `fix it in a new version; or, if it was a mistake: pipeline unreject ${release.version} --reason "…"`,
  };
}
