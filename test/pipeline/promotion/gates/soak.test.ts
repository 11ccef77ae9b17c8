import { describe, expect, it } from '@jest/globals';
import { judgeSoak } from '../../../../pipeline/promotion/gates/soak.ts';
import { ago, candidate, environment, failed, now, passed, release, ungated, waiver } from './candidates.ts';

const soaking = (soak = '1h') => ({ environment: environment({ soak }) });

describe('the soak gate', () => {
  it.each(['1h', '60m'])('passes a release whose pass is exactly %s old', (soak) => {
    expect(judgeSoak(candidate(soaking(soak), passed(60)))).toStrictEqual({
      gate: 'soak',
      verdict: 'passed',
      what: `its pass is at least ${soak} old`,
    });
  });

  it('refuses a pass that is too young, and says until when to wait', () => {
    expect(judgeSoak(candidate(soaking(), passed(50)))).toStrictEqual({
      gate: 'soak',
      verdict: 'refused',
      what: 'its pass must be 1h old: 10 min left',
      hint: `wait until ${new Date(now.getTime() + 10 * 60_000).toISOString()}`,
    });
  });

  it('counts from the oldest pass that no failure follows', () => {
    expect(judgeSoak(candidate(soaking(), passed(61), passed(5)))?.verdict).toBe('passed');
    expect(judgeSoak(candidate(soaking(), passed(120), failed(90), passed(50)))?.verdict).toBe('refused');
  });

  it('refuses a release without a pass', () => {
    expect(judgeSoak(candidate(soaking('24h')))).toStrictEqual({
      gate: 'soak',
      verdict: 'refused',
      what: 'there is no pass that is 24h old',
    });
  });

  it('is waived by a waiver', () => {
    expect(judgeSoak(candidate(soaking(), passed(5), waiver()))).toStrictEqual({
      gate: 'soak',
      verdict: 'waived',
      what: 'ada: the login is broken',
    });
  });

  it('passes a release that ran in the environment before', () => {
    const history = [{ version: '1.0.77', digest: release.digest, at: ago(1000) }];
    expect(judgeSoak(candidate({ ...soaking(), history }))).toStrictEqual({
      gate: 'soak',
      verdict: 'passed',
      what: 'ran here before',
    });
  });

  it.each([
    ['asks for no soak', environment()],
    ['has no gates', ungated],
  ])('does not apply when the environment %s', (_, place) => {
    expect(judgeSoak(candidate({ environment: place }))).toBeUndefined();
  });
});
