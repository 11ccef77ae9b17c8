import { unprocessable } from './refusal.ts';

/** Variables and secrets hold at most 48 KB each. */
export const MAX_VALUE_BYTES = 48 * 1024;

/**
 * Checks the name of a secret or a variable: letters, digits and `_`, no digit first, not `GITHUB_…`.
 *
 * @returns the name as GitHub keeps it, in upper case
 * @throws {Refusal} 422
 */
export function configurationName(name: string): string {
  const kept = name.toUpperCase();
  if (!/^[A-Z_][A-Z0-9_]*$/.test(kept)) {
    throw unprocessable(
      'Name can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores (_).',
    );
  }
  if (kept.startsWith('GITHUB_')) throw unprocessable('Name must not start with GITHUB_.');
  return kept;
}
