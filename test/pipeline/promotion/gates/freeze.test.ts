import { describe, expect, it } from '@jest/globals';
import type { Freeze } from '../../../../model/gates.ts';
import { isFrozen, judgeFreeze } from '../../../../pipeline/promotion/gates/freeze.ts';
import { ago, candidate, environment, release, ungated } from './candidates.ts';

const reason = 'the week ends';
const weekend = { from: 'Fri 16:30', to: 'Mon 08:00', timeZone: 'Europe/Berlin', reason };
const weekly = (from: string, to: string, timeZone = 'UTC'): Freeze => ({ from, to, timeZone, reason });
const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

describe('a weekly freeze', () => {
  it.each([
    ['2026-11-20T15:29:00Z', false],
    ['2026-11-20T15:30:00Z', true],
    ['2026-11-20T15:45:00Z', true],
    ['2026-11-22T12:00:00Z', true],
    ['2026-11-23T06:59:00Z', true],
    ['2026-11-23T07:00:00Z', false],
    ['2026-11-25T12:00:00Z', false],
  ])('from Friday 16:30 to Monday 08:00 in Berlin: at %s it is %s', (time, frozen) => {
    expect(isFrozen(weekend, new Date(time))).toBe(frozen);
  });

  it('follows the daylight saving time of its time zone', () => {
    expect(isFrozen(weekend, new Date('2026-07-03T14:29:00Z'))).toBe(false);
    expect(isFrozen(weekend, new Date('2026-07-03T14:30:00Z'))).toBe(true);
  });

  it.each(days)('knows that %s lies between the day before it and the day after it', (day) => {
    const index = days.indexOf(day);
    const [before, after] = [days.at(index - 1), days.at((index + 1) % 7)];
    // 16 November 2026 is a Monday.
    const noon = new Date(Date.UTC(2026, 10, 16 + index, 12));
    expect(isFrozen(weekly(`${before} 08:00`, `${after} 08:00`), noon)).toBe(true);
    expect(isFrozen(weekly(`${after} 08:00`, `${before} 08:00`), noon)).toBe(false);
  });

  it.each([
    ['2026-11-23T23:59:00Z', false],
    ['2026-11-24T00:00:00Z', true],
    ['2026-11-24T23:59:00Z', true],
    ['2026-11-25T00:00:00Z', false],
  ])('within one week, includes its begin and excludes its end: at %s it is %s', (time, frozen) => {
    expect(isFrozen(weekly('Tue 00:00', 'Wed 00:00'), new Date(time))).toBe(frozen);
  });

  it('lasts the whole week when it ends at the time at which it begins', () => {
    const always = weekly('Tue 09:00', 'Tue 09:00');
    for (const day of [16, 17, 18]) expect(isFrozen(always, new Date(Date.UTC(2026, 10, day, 9)))).toBe(true);
  });
});

describe('a freeze that happens once', () => {
  it.each([
    ['2026-12-23T10:59:59Z', false],
    ['2026-12-23T11:00:00Z', true],
    ['2027-01-01T23:59:59Z', true],
    ['2027-01-02T00:00:00Z', false],
  ])('includes its begin and excludes its end: at %s it is %s', (time, frozen) => {
    const once = { from: '2026-12-23T12:00:00+01:00', to: '2027-01-02T00:00:00Z', reason };
    expect(isFrozen(once, new Date(time))).toBe(frozen);
  });
});

describe('the freeze gate', () => {
  const holiday = { from: '2026-11-18T00:00:00Z', to: '2026-11-19T00:00:00Z', reason: 'a holiday' };
  const later = { from: '2026-12-24T00:00:00Z', to: '2026-12-27T00:00:00Z', reason: 'a holiday' };
  const frozen = (...freeze: Freeze[]) => ({ environment: environment({ freeze }) });

  it('passes when there is no freeze', () => {
    expect(judgeFreeze(candidate(frozen(later)))).toStrictEqual({
      gate: 'freeze',
      verdict: 'passed',
      what: 'there is no freeze now',
    });
  });

  it.each([
    ['once', holiday, 'a holiday: until 2026-11-19T00:00:00Z'],
    ['every week', weekly('Wed 10:00', 'Thu 10:00'), 'the week ends: until Thu 10:00 UTC'],
  ])('refuses during a freeze %s, and says why and until when', (_, freeze, what) => {
    expect(judgeFreeze(candidate(frozen(later, freeze)))).toStrictEqual({
      gate: 'freeze',
      verdict: 'refused',
      what,
      hint: 'wait, or change gates.freeze in environments/demo.ts',
    });
  });

  it('passes a release that ran in the environment before', () => {
    const history = [{ version: '1.0.77', digest: release.digest, at: ago(1000) }];
    expect(judgeFreeze(candidate({ ...frozen(holiday), history }))).toStrictEqual({
      gate: 'freeze',
      verdict: 'passed',
      what: 'ran here before (a holiday)',
    });
  });

  it.each([
    ['names no freeze', environment()],
    ['has no gates', ungated],
  ])('does not apply when the environment %s', (_, place) => {
    expect(judgeFreeze(candidate({ environment: place }))).toBeUndefined();
  });
});
