import type { Candidate } from './candidate.ts';
import type { Finding } from './finding.ts';

/** Passes if the release exists, and its tag points to the digest of the pin. */
export function judgeRelease({ pin, release }: Candidate): Finding {
  const gate = 'release';
  if (release === undefined) {
    const what = `${pin.digest ?? pin.version} is not in the registry`;
    return { gate, verdict: 'refused', what, hint: 'publish it: pipeline chart publish' };
  }
  if (release.tagged === release.digest) return { gate, verdict: 'passed', what: release.digest };
  const now = release.tagged === undefined ? 'is missing' : `is now ${release.tagged}`;
  return {
    gate,
    verdict: 'refused',
    what: `the tag ${release.version} ${now}, but the pin is ${release.digest}`,
    hint: 'the tag was moved or deleted: find out by whom, and release a new version',
  };
}
