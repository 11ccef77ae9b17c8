import type { z } from 'zod';
import { unprocessable } from './api-error.ts';

/**
 * Parses a request's body by a schema.
 *
 * @throws {ApiError} 422 with the names of the fields, but not their values, which may be secret
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `For '${issue.path.join('/')}': ${issue.code}.`);
  throw unprocessable(['Invalid request.', ...problems].join('\n\n'));
}
