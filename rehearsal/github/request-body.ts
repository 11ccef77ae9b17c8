import type { z } from 'zod';
import { unprocessable } from './refusal.ts';

/**
 * Parses a request's body by a schema.
 *
 * @throws {Refusal} 422 that names the fields and never repeats a value: it may be a secret's
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `For '${issue.path.join('/')}': ${issue.code}.`);
  throw unprocessable(['Invalid request.', ...faults].join('\n\n'));
}
