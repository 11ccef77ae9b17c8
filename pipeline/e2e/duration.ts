import { userError } from '../../model/errors.ts';

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Parses a duration such as `90s`, `10m` or `1h`.
 *
 * @param where for the message, for instance `--deadline`
 * @returns milliseconds
 * @throws UserError for another form, or for more than a day
 */
export function parseDuration(text: string, where: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const milliseconds = Number(count) * (units[unit] ?? Number.NaN);
  if (milliseconds <= 24 * 3_600_000) return milliseconds;
  const what = `${JSON.stringify(text)} is not a duration of at most a day`;
  throw userError(what, { where, hint: 'write it like 90s, 10m or 1h' });
}
