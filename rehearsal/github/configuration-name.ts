import { unprocessable } from './api-error.ts';

/** The maximum size of a variable or secret: 48 KB. */
export const MAX_VALUE_BYTES = 48 * 1024;

/**
 * Checks the name of a secret or a variable: letters, digits and `_`, not starting with a digit or `GITHUB_`.
 *
 * @returns the name in upper case, as GitHub stores it
 * @throws {ApiError} 422
 */
export function configurationName(name: string): string {
  const stored = name.toUpperCase();
  if (!/^[A-Z_][A-Z0-9_]*$/.test(stored)) {
    throw unprocessable(
      'Name can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores (_).',
    );
  }
  if (stored.startsWith('GITHUB_')) throw unprocessable('Name must not start with GITHUB_.');
  return stored;
}
