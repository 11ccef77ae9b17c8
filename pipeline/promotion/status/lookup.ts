import { RemoteError, UserError } from '../../../model/errors.ts';

/** What was found out, or why it could not be. */
export type Lookup<Value> = { readonly value: Value } | { readonly missing: string };

/** Runs a lookup; a remote that fails or is not set up becomes the reason why the value is missing. */
export async function lookUp<Value>(find: () => Value | Promise<Value>): Promise<Lookup<Value>> {
  try {
    return { value: await find() };
  } catch (error) {
    if (!(error instanceof UserError || error instanceof RemoteError)) throw error;
    return { missing: error.message };
  }
}

export const foundValue = <Value>(lookup: Lookup<Value>): Value | undefined =>
  'value' in lookup ? lookup.value : undefined;
