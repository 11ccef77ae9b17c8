import { type Fault, UserError } from './errors.ts';

/** A value that passed its checks, or all faults that were found. */
export type Checked<Value> =
  | { readonly value: Value; readonly faults?: undefined }
  | { readonly value?: undefined; readonly faults: readonly Fault[] };

export const valid = <Value>(value: Value): Checked<Value> => ({ value });

export const invalid = (...faults: readonly Fault[]): Checked<never> => ({ faults });

/** The value unless there are faults. */
export const validUnless = <Value>(faults: readonly Fault[], value: Value): Checked<Value> =>
  faults.length > 0 ? { faults } : { value };

/** All faults of several checks, in their order. */
export const faultsOf = (...checks: readonly Checked<unknown>[]): readonly Fault[] =>
  checks.flatMap(({ faults = [] }) => faults);

/** The same result with the place of each fault replaced. */
export const withPlace = <Value>(
  checked: Checked<Value>,
  place: (where: string | undefined) => string,
): Checked<Value> =>
  checked.faults === undefined
    ? checked
    : { faults: checked.faults.map((fault) => ({ ...fault, where: place(fault.where) })) };

type Values<Parts> = {
  -readonly [Key in keyof Parts]: Parts[Key] extends Checked<infer Value> ? Value : never;
};

/** The values of all parts together, or the faults of all of them. */
export function combine<Parts extends Readonly<Record<string, Checked<unknown>>>>(
  parts: Parts,
): Checked<Values<Parts>> {
  const faults = faultsOf(...Object.values(parts));
  if (faults.length > 0) return { faults };
  const values = Object.fromEntries(Object.entries(parts).map(([key, { value }]) => [key, value]));
  return { value: values as Values<Parts> };
}

/** @throws UserError with all faults */
export function unwrap<Value>(checked: Checked<Value>): Value {
  if (checked.faults !== undefined) throw new UserError(checked.faults);
  return checked.value;
}
