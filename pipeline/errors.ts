import { UserError } from '../model/user-error.ts';
import { RegistryError } from './oci/transport/registry-error.ts';

export const exitCodes = {
  done: 0,
  unexpected: 1,
  wrongInput: 2,
  refused: 3,
  inconclusive: 4,
  remoteFailed: 5,
} as const;

/** What was asked for is well formed, but would break what protects a release: a tag that would move, say. */
export class RefusedError extends UserError {}

/** Something beyond the network failed, also when it was asked again; the message says what to do. */
export class RemoteError extends Error {}

/** The exit code that an error ends a verb with. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof RefusedError) return exitCodes.refused;
  if (error instanceof UserError) return exitCodes.wrongInput;
  if (error instanceof RegistryError || error instanceof RemoteError) return exitCodes.remoteFailed;
  return exitCodes.unexpected;
}
