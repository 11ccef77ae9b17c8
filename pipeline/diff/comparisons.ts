import { findEnvironment, type Pipeline } from '../../model/pipeline.ts';
import type { Checkout } from '../git/checkout.ts';
import type { EnvironmentComparison } from './diff.ts';
import { synthesizeCommit } from './synthesize-commit.ts';
import { synthesizeEnvironment } from './synthesize-environment.ts';
import { translateNames } from './translate-names.ts';

/** What one `pipeline diff` compares. */
export interface Comparison {
  /** For the head of the report: `origin/main -> working tree`. */
  readonly title: string;
  readonly environments: readonly EnvironmentComparison[];
}

/**
 * Compares every environment of another commit with the same environment of the working tree.
 *
 * @param base a branch, tag or commit
 * @param only the environment to compare; all of them if undefined
 * @throws UserError if there is no such commit or environment, or if the program of either side does not run
 */
export async function compareWithCommit(
  { root, git }: Checkout,
  pipeline: Pipeline,
  base: string,
  only: string | undefined,
): Promise<Comparison> {
  if (only !== undefined) findEnvironment(pipeline, only);
  const before = await synthesizeCommit(git, root, base);
  const current = pipeline.environments.map(({ name }) => name);
  const names = [...new Set([...current, ...before.keys()])].filter(
    (name) => only === undefined || name === only,
  );
  return {
    title: `${base} -> working tree`,
    environments: names.map((environment) => ({
      environment,
      from: before.get(environment),
      to: current.includes(environment) ? synthesizeEnvironment(pipeline, root, environment) : undefined,
    })),
  };
}

/**
 * Compares one environment of the working tree with itself under another pin.
 *
 * @param to the other pin: `1.0.77`, `1.0.77@sha256:…`, or a range if the environment follows one
 * @throws UserError for a wrong pin, stack config or environment
 */
export const compareWithPin = (
  root: string,
  pipeline: Pipeline,
  environment: string,
  to: string,
): Comparison => ({
  title: `${environment} -> ${to}`,
  environments: [
    {
      environment,
      from: synthesizeEnvironment(pipeline, root, environment),
      to: synthesizeEnvironment(pipeline, root, environment, to),
    },
  ],
});

/**
 * Compares two environments of the working tree. The objects of the first get the names that the second gives them, so
 * that they match.
 *
 * @throws UserError for a wrong stack config or environment
 */
export function compareEnvironments(
  root: string,
  pipeline: Pipeline,
  first: string,
  second: string,
): Comparison {
  const [from, to] = [findEnvironment(pipeline, first), findEnvironment(pipeline, second)];
  const before = synthesizeEnvironment(pipeline, root, first);
  return {
    title: `${first} -> ${second}`,
    environments: [
      {
        environment: second,
        from: translateNames(before, from, to),
        to: synthesizeEnvironment(pipeline, root, second),
      },
    ],
  };
}
