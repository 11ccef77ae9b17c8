import { type UserError, userError } from '../../model/errors.ts';
import type { Pipeline } from '../../model/pipeline.ts';
import type { Checkout } from '../git/checkout.ts';
import { type Comparison, compareEnvironments, compareWithCommit, compareWithPin } from './comparisons.ts';

/** What the command line says is to be compared. */
export interface ComparisonRequest {
  readonly environment?: string | undefined;
  /** A second environment. */
  readonly other?: string | undefined;
  /** A branch, tag or commit. */
  readonly base?: string | undefined;
  /** A version, perhaps with its digest. */
  readonly to?: string | undefined;
}

function usageError(what: string): UserError {
  const hint =
    'write pipeline diff --base <ref>, pipeline diff <environment> --to <version>, or pipeline diff <environment> <other>';
  return userError(what, { hint });
}

/**
 * Two environments, an environment with another version, or the working tree with a commit.
 *
 * @throws UserError for any other request
 */
export async function chooseComparison(
  { environment, other, base, to }: ComparisonRequest,
  checkout: Checkout,
  pipeline: Pipeline,
): Promise<Comparison> {
  if (other !== undefined) {
    if (environment === undefined || base !== undefined || to !== undefined)
      throw usageError('--base and --to cannot be used to compare two environments');
    return compareEnvironments(checkout.root, pipeline, environment, other);
  }
  if (base !== undefined && to === undefined) return compareWithCommit(checkout, pipeline, base, environment);
  if (environment !== undefined && to !== undefined && base === undefined)
    return compareWithPin(checkout.root, pipeline, environment, to);
  throw usageError('name two environments, or one with --to, or --base');
}
