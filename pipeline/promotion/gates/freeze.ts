import type { Freeze } from '../../../model/gates.ts';
import { isRollback, type JudgedRelease } from './candidate.ts';
import type { Finding } from './finding.ts';

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Minutes since Monday 00:00 of a time such as `Fri 16:00`. */
function minuteOfWeek(text: string): number {
  const [day = '', hour = '', minute = ''] = text.split(/[ :]/);
  return (days.indexOf(day) * 24 + Number(hour)) * 60 + Number(minute);
}

function localTime(now: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (wanted: string) => parts.find(({ type }) => type === wanted)?.value ?? '';
  return `${part('weekday')} ${part('hour')}:${part('minute')}`;
}

/** Whether a time lies within a freeze, which includes its start but not its end. */
export function isFrozen(freeze: Freeze, now: Date): boolean {
  if (!('timeZone' in freeze)) {
    return Date.parse(freeze.from) <= now.getTime() && now.getTime() < Date.parse(freeze.to);
  }
  const [from, to, at] = [freeze.from, freeze.to, localTime(now, freeze.timeZone)].map(minuteOfWeek);
  if (from === undefined || to === undefined || at === undefined) return false;
  return from < to ? from <= at && at < to : at >= from || at < to;
}

/** Refuses new releases during a freeze of the environment. */
export function judgeFreeze(judged: JudgedRelease): Finding | undefined {
  const { environment, now } = judged;
  const freezes = environment.gates?.freeze ?? [];
  if (freezes.length === 0) return undefined;
  const gate = 'freeze';
  const freeze = freezes.find((each) => isFrozen(each, now));
  if (freeze === undefined) return { gate, verdict: 'passed', what: 'there is no freeze now' };
  if (isRollback(judged)) return { gate, verdict: 'passed', what: `ran here before (${freeze.reason})` };
  const zone = 'timeZone' in freeze ? ` ${freeze.timeZone}` : '';
  return {
    gate,
    verdict: 'refused',
    what: `${freeze.reason}: until ${freeze.to}${zone}`,
    hint: `wait, or change gates.freeze in environments/${environment.name}.ts`,
  };
}
