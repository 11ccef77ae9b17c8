import { describe, expect, it } from '@jest/globals';
import { judgeClock } from '../../../../pipeline/promotion/gates/clock.ts';
import { candidate, environment, ungated } from './candidates.ts';

const hour = 3_600_000;
const tolerance = 2 * 60_000;
const freeze = [{ from: '2026-12-24T00:00:00Z', to: '2026-12-27T00:00:00Z', reason: 'a holiday' }];

describe('the clock gate', () => {
  it.each([
    ['behind', hour],
    ['ahead of', -hour],
  ])(
    "refuses when this machine's clock is an hour %s the registry's and a soak is asked for",
    (where, skew) => {
      expect(
        judgeClock(candidate({ environment: environment({ soak: '1h' }), clockSkew: skew })),
      ).toStrictEqual({
        gate: 'clock',
        verdict: 'refused',
        what: `this machine's clock is 60 min ${where} the registry's`,
        hint: 'correct it: the gates soak and freeze depend on it',
      });
    },
  );

  it('refuses a wrong clock when the environment has a freeze', () => {
    const judged = candidate({ environment: environment({ freeze }), clockSkew: hour });
    expect(judgeClock(judged)?.verdict).toBe('refused');
  });

  it.each([
    ['has neither soak nor freeze', environment()],
    ['has no gates', ungated],
  ])('does not apply when the environment %s', (_, place) => {
    expect(judgeClock(candidate({ environment: place, clockSkew: hour }))).toBeUndefined();
  });

  it.each([
    [tolerance, undefined],
    [tolerance + 1, 'refused'],
    [-tolerance, undefined],
    [-tolerance - 1, 'refused'],
    [undefined, undefined],
  ])('tolerates a difference of two minutes: %s ms gives %s', (skew, verdict) => {
    const soaking = { environment: environment({ soak: '1h' }) };
    const judged = candidate(skew === undefined ? soaking : { ...soaking, clockSkew: skew });
    expect(judgeClock(judged)?.verdict).toBe(verdict);
  });
});
