import { type Fault, UserError } from '../../model/errors.ts';

/** The faults of the UserError that an action throws; other errors are thrown on, and success is an error. */
export function faultsOf(action: () => unknown): readonly Fault[] {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error.faults;
    throw error;
  }
  throw new Error('it was not refused');
}

/** The place of each fault, in their order. */
export const placesOf = (action: () => unknown): (string | undefined)[] =>
  faultsOf(action).map(({ where }) => where);
