import { describe, expect, it } from '@jest/globals';
import { findProof, judgeE2e } from '../../../../pipeline/promotion/gates/e2e.ts';
import {
  ago,
  candidate,
  digest,
  environment,
  failed,
  passed,
  rejection,
  release,
  ungated,
  waiver,
  withIgnored,
} from './candidates.ts';

const hint = 'pipeline e2e --environment demo-staging --version 1.0.77';
const history = [{ version: '1.0.77', digest: release.digest, at: ago(1000) }];

describe('the e2e gate', () => {
  it('passes a release whose tests passed in the environment that it comes from', () => {
    const trust = [{ issuer: 'https://example.com', identity: 'release' }];
    expect(judgeE2e(candidate({ environment: { ...environment(), trust } }, passed(60)))).toStrictEqual({
      gate: 'e2e',
      verdict: 'passed',
      what: `passed in demo-staging on ${ago(60)}, 2 scenarios`,
    });
  });

  it('says that an unsigned pass counts when anyone is trusted', () => {
    expect(judgeE2e(candidate({}, passed(60)))?.what).toBe(
      `passed in demo-staging on ${ago(60)}, 2 scenarios (unsigned evidence counts: anyone is trusted)`,
    );
  });

  it('refuses a release without a pass, and says how to get one', () => {
    expect(judgeE2e(candidate({}, rejection()))).toStrictEqual({
      gate: 'e2e',
      verdict: 'refused',
      what: 'has not passed in demo-staging',
      hint,
    });
  });

  it('says how many statements were ignored, and each reason once', () => {
    const ignored = withIgnored(candidate(), 'is not signed', 'is not signed', 'is malformed');
    expect(judgeE2e(ignored)?.what).toBe(
      'has not passed in demo-staging; 3 ignored: is not signed, is malformed',
    );
  });

  it.each([
    ['of another release', { subject: digest('other') }],
    ['in another environment', { environment: 'demo' }],
    ['of another served version', { servedVersion: '1.0.76' }],
  ])('does not count a pass %s', (_, fields) => {
    expect(judgeE2e(candidate({}, passed(60, fields)))?.verdict).toBe('refused');
  });

  it('refuses a release that failed after it passed, and names what failed', () => {
    expect(judgeE2e(candidate({}, passed(60), failed(30, 'login', 'srql')))).toStrictEqual({
      gate: 'e2e',
      verdict: 'refused',
      what: `failed in demo-staging on ${ago(30)}: login, srql`,
      hint,
    });
  });

  it('passes a release that passed after it failed', () => {
    expect(judgeE2e(candidate({}, failed(60), passed(30)))?.verdict).toBe('passed');
  });

  it('refuses a release that failed and passed at the same time', () => {
    expect(judgeE2e(candidate({}, failed(30), passed(30)))?.verdict).toBe('refused');
  });

  it('refuses a pass whose date is in the future', () => {
    expect(judgeE2e(candidate({}, passed(-60)))).toStrictEqual({
      gate: 'e2e',
      verdict: 'refused',
      what: `its pass is dated ${ago(-60)}, which is in the future`,
      hint,
    });
  });

  it.each([
    ['two minutes', -2, 'passed'],
    ['more than two minutes', -2 - 1 / 60_000, 'refused'],
  ])('tolerates a pass dated %s ahead: %s min ago is %s', (_, minutes, verdict) => {
    expect(judgeE2e(candidate({}, passed(minutes)))?.verdict).toBe(verdict);
  });

  it('is waived by a waiver, even after a failure or for a pass in the future', () => {
    const finding = { gate: 'e2e', verdict: 'waived', what: 'ada: the login is broken' };
    for (const evidence of [[], [failed(30)], [passed(-60)]])
      expect(judgeE2e(candidate({}, waiver(), ...evidence))).toStrictEqual(finding);
  });

  it('passes without the waiver when the tests of the release passed', () => {
    expect(judgeE2e(candidate({}, waiver(), passed(60)))?.verdict).toBe('passed');
  });

  it('passes a release that ran in the environment before, unless it failed since', () => {
    expect(judgeE2e(candidate({ history }))).toStrictEqual({
      gate: 'e2e',
      verdict: 'passed',
      what: 'ran here before',
    });
    expect(judgeE2e(candidate({ history }, failed(10)))?.verdict).toBe('refused');
  });

  it.each([
    ['asks for no tests', environment({ e2e: false })],
    ['has no gates', ungated],
  ])('does not apply when the environment %s', (_, place) => {
    expect(judgeE2e(candidate({ environment: place }))).toBeUndefined();
  });
});

describe('findProof', () => {
  it('finds nothing when nothing was tested', () => {
    expect(findProof(candidate())).toStrictEqual({});
  });

  it('finds the oldest pass after the newest failure, in whatever order they are listed', () => {
    const [first, second, oldest, newest] = [failed(90), failed(60), passed(50), passed(5)];
    const found = { newestFailure: second.statement, pass: oldest.statement };
    expect(findProof(candidate({}, newest, second, passed(70), oldest, first))).toStrictEqual(found);
    expect(findProof(candidate({}, first, second, oldest, newest))).toStrictEqual(found);
  });

  it('finds the newest failure alone when no pass follows it', () => {
    const newest = failed(10);
    expect(findProof(candidate({}, passed(20), failed(30), newest))).toStrictEqual({
      newestFailure: newest.statement,
    });
  });
});
