import type { Candidate } from './candidate.ts';
import type { Finding } from './finding.ts';

/** The release is there, and its tag is what the pin says (faults 6 and 13). */
export function judgeRelease({ pin, release }: Candidate): Finding {
  const gate = 'release';
  if (release === undefined) {
    const what = `${pin.digest ?? pin.version} is not in the registry`;
    return { gate, verdict: 'refused', what, hint: 'publish it: pipeline chart publish' };
  }
  if (release.tagged === release.digest) return { gate, verdict: 'passed', what: release.digest };
  const now = release.tagged === undefined ? 'is gone' : `is ${release.tagged} now`;
  return {
    gate,
    verdict: 'refused',
    what: `the tag ${release.version} ${now}, and the pin says ${release.digest}`,
    hint: 'a tag was moved: find out who did, and release a new version',
  };
}
