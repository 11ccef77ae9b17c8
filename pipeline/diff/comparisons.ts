import { findEnvironment, type Pipeline } from '../../model/pipeline.ts';
import type { Checkout } from '../git/checkout.ts';
import type { Pair } from './diff.ts';
import { synthesizeCommit } from './synthesize-commit.ts';
import { synthesizeEnvironment } from './synthesize-environment.ts';
import { underNamesOf } from './translate-names.ts';

/** What is compared: a title, and the pairs. */
export interface Comparison {
  readonly title: string;
  readonly pairs: readonly Pair[];
}

/**
 * Every environment at another commit, and as the working tree stands.
 *
 * @param only the environment that is compared; all where it is undefined
 * @throws UserError when one of the two programs does not run
 */
export async function compareWithCommit(
  { root, git }: Checkout,
  pipeline: Pipeline,
  base: string,
  only: string | undefined,
): Promise<Comparison> {
  if (only !== undefined) findEnvironment(pipeline, only);
  const before = await synthesizeCommit(git, root, base);
  const here = pipeline.environments.map(({ name }) => name);
  const names = [...new Set([...here, ...before.keys()])].filter(
    (name) => only === undefined || name === only,
  );
  return {
    title: `${base} -> working tree`,
    pairs: names.map((environment) => ({
      environment,
      from: before.get(environment),
      to: here.includes(environment) ? synthesizeEnvironment(pipeline, root, environment) : undefined,
    })),
  };
}

/** One environment as the working tree stands, and with another pin. */
export const compareWithPin = (
  root: string,
  pipeline: Pipeline,
  environment: string,
  to: string,
): Comparison => ({
  title: `${environment} -> ${to}`,
  pairs: [
    {
      environment,
      from: synthesizeEnvironment(pipeline, root, environment),
      to: synthesizeEnvironment(pipeline, root, environment, to),
    },
  ],
});

/** Two environments as the working tree stands; the first under the names of the second. */
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
    pairs: [
      {
        environment: second,
        from: underNamesOf(before, from, to),
        to: synthesizeEnvironment(pipeline, root, second),
      },
    ],
  };
}
