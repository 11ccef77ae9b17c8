import { RemoteError, UserError } from '../../../model/errors.ts';

/** What could be found out, or why it could not. */
export type Known<Value> = { readonly value: Value } | { readonly missing: string };

/** Waits for an answer; where whoever is asked does not answer, or was not set up, that is the answer. */
export async function known<Value>(answer: Promise<Value>): Promise<Known<Value>> {
  try {
    return { value: await answer };
  } catch (error) {
    if (!(error instanceof UserError || error instanceof RemoteError)) throw error;
    return { missing: error.message };
  }
}

export const answerOf = <Value>(answer: Known<Value>): Value | undefined =>
  'value' in answer ? answer.value : undefined;
