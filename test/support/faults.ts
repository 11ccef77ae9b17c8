import { type Fault, UserError } from '../../model/errors.ts';

/** The faults that an action is refused with; whatever else it throws is thrown on, and success is an error. */
export function faultsOf(action: () => unknown): readonly Fault[] {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error.faults;
    throw error;
  }
  throw new Error('it was not refused');
}

/** Where each fault is, in the order reported. */
export const placesOf = (action: () => unknown): (string | undefined)[] =>
  faultsOf(action).map(({ where }) => where);
