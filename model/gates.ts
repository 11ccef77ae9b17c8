import { z } from 'zod';

const isTimeZone = (name: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const weekTime = z
  .string()
  .regex(/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-3]):[0-5]\d$/, 'is not a time such as Fri 16:00');
const moment = z.iso.datetime({ offset: true, error: 'is not a time such as 2026-12-23T12:00:00Z' });
const reason = z.string().min(1);

/** A time in which an environment accepts no new release: once, or every week. */
const freezeSchema = z.union([
  z.strictObject({ from: moment, to: moment, reason }),
  z.strictObject({
    from: weekTime,
    to: weekTime,
    timeZone: z.string().refine(isTimeZone, 'is not a time zone such as Europe/Berlin'),
    reason,
  }),
]);

export const gatesSchema = z.strictObject({
  /** Whether the end-to-end tests must have passed in the environment that this one promotes from. */
  e2e: z.boolean().default(true),
  /** The minimum age of that pass, such as `30m` or `24h`. */
  soak: z
    .string()
    .regex(/^\d+[mh]$/, 'is not a duration such as 30m or 24h')
    .optional(),
  freeze: z.array(freezeSchema).default([]),
});

export type Gates = z.output<typeof gatesSchema>;
export type Freeze = z.output<typeof freezeSchema>;
