import type { EvidenceOfRelease, Rejection } from '../../evidence/statement.ts';
import type { Judged } from './candidate.ts';
import type { Finding } from './finding.ts';

/** The rejections of a release that nobody took back, oldest first. */
export function standingRejections({ evidence }: EvidenceOfRelease, digest: string): Rejection[] {
  const about = evidence.filter(({ statement }) => statement.subject === digest);
  const takenBack = new Set(
    about.flatMap(({ statement }) => (statement.kind === 'reinstatement' ? statement.rejections : [])),
  );
  const standing = about.flatMap((each) =>
    each.statement.kind === 'rejection' && !takenBack.has(each.digest) ? [each.statement] : [],
  );
  return standing.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Nobody rejected the release, or whoever did took it back (fault 23). */
export function judgeRejection({ release, said }: Judged): Finding {
  const gate = 'rejection';
  const [rejection] = standingRejections(said, release.digest);
  if (rejection === undefined) return { gate, verdict: 'passed', what: 'nobody rejected it' };
  return {
    gate,
    verdict: 'refused',
    what: `${rejection.actor} rejected it on ${rejection.at}: ${rejection.reason}`,
    hint: `fix it in a new version; or, if it was a mistake: pipeline unreject ${release.version} --reason "…"`,
  };
}
