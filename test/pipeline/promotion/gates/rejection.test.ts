import { describe, expect, it } from '@jest/globals';
import { judgeRejection, standingRejections } from '../../../../pipeline/promotion/gates/rejection.ts';
import { ago, candidate, digest, passed, reinstatement, rejection, release, waiver } from './candidates.ts';

describe('the rejection gate', () => {
  it('passes a release that nobody rejected', () => {
    expect(judgeRejection(candidate({}, passed(60), waiver()))).toStrictEqual({
      gate: 'rejection',
      verdict: 'passed',
      what: 'nobody rejected it',
    });
  });

  it('refuses a rejected release, and says who rejected it, when and why', () => {
    expect(judgeRejection(candidate({}, passed(60), rejection()))).toStrictEqual({
      gate: 'rejection',
      verdict: 'refused',
      what: `ada rejected it on ${ago(5)}: loses sessions`,
      hint: 'fix it in a new version; or, if it was a mistake: pipeline unreject 1.0.77 --reason "…"',
    });
  });

  it('ignores the rejection of another release', () => {
    const other = rejection({ subject: digest('other') });
    expect(judgeRejection(candidate({}, other)).verdict).toBe('passed');
  });

  it('passes a release when its rejection was taken back', () => {
    const mistake = rejection();
    expect(judgeRejection(candidate({}, mistake, reinstatement(mistake))).verdict).toBe('passed');
  });

  it('refuses a release that was rejected again after a rejection was taken back', () => {
    const mistake = rejection();
    const again = rejection({ reason: 'loses data' });
    expect(judgeRejection(candidate({}, mistake, reinstatement(mistake), again))).toMatchObject({
      verdict: 'refused',
      what: expect.stringContaining('loses data'),
    });
  });

  it('ignores a reinstatement that is about another release', () => {
    const standing = rejection();
    const taken = reinstatement(standing);
    const elsewhere = { ...taken, statement: { ...taken.statement, subject: digest('other') } };
    expect(judgeRejection(candidate({}, standing, elsewhere)).verdict).toBe('refused');
  });
});

describe('standingRejections', () => {
  it('lists the rejections of a release from the oldest to the newest', () => {
    const [oldest, middle, newest] = [30, 20, 10].map((minutes) => rejection({ at: ago(minutes) }));
    if (!oldest || !middle || !newest) throw new Error('there are three');
    const evidence = { accepted: [middle, newest, oldest], ignored: [] };
    expect(standingRejections(evidence, release.digest)).toEqual(
      [oldest, middle, newest].map(({ statement }) => statement),
    );
  });
});
