import { RefusedError, RemoteError, UserError } from '../model/errors.ts';

export const exitCodes = {
  done: 0,
  unexpected: 1,
  wrongInput: 2,
  refused: 3,
  inconclusive: 4,
  remoteFailed: 5,
} as const;

/** The exit code for the error that a command ended with. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof RefusedError) return exitCodes.refused;
  if (error instanceof UserError) return exitCodes.wrongInput;
  return error instanceof RemoteError ? exitCodes.remoteFailed : exitCodes.unexpected;
}
