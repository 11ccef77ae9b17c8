import { describe, expect, it } from '@jest/globals';
import { judgeRelease } from '../../../../pipeline/promotion/gates/release.ts';
import { candidate, digest, release } from './candidates.ts';

describe('the release gate', () => {
  it('passes a release whose tag points to the digest of the pin', () => {
    expect(judgeRelease(candidate())).toStrictEqual({
      gate: 'release',
      verdict: 'passed',
      what: release.digest,
    });
  });

  it('refuses a release that is not in the registry, and names the digest or else the version', () => {
    const { release: _, ...missing } = candidate();
    const finding = { gate: 'release', verdict: 'refused', hint: 'publish it: pipeline chart publish' };
    expect(judgeRelease(missing)).toStrictEqual({
      ...finding,
      what: `${release.digest} is not in the registry`,
    });
    const pin = { kind: 'exact', version: '1.0.77' } as const;
    expect(judgeRelease({ ...missing, pin })).toStrictEqual({
      ...finding,
      what: '1.0.77 is not in the registry',
    });
  });

  it.each([
    ['was moved to another digest', digest('moved'), `is now ${digest('moved')}`],
    ['was deleted', undefined, 'is missing'],
  ])('refuses a release whose tag %s', (_, tagged, state) => {
    const { tagged: __, ...untagged } = release;
    const moved = tagged === undefined ? untagged : { ...untagged, tagged };
    expect(judgeRelease(candidate({ release: moved }))).toStrictEqual({
      gate: 'release',
      verdict: 'refused',
      what: `the tag 1.0.77 ${state}, but the pin is ${release.digest}`,
      hint: 'the tag was moved or deleted: find out by whom, and release a new version',
    });
  });
});
