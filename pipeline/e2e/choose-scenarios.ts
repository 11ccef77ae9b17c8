import { UserError } from '../../model/errors.ts';
import type { Scenario } from './scenario/scenario.ts';

/**
 * The scenarios that an application chose, in its order, without duplicates.
 *
 * @throws UserError with every name that no scenario has
 */
export function chooseScenarios(all: readonly Scenario[], names: readonly string[]): Scenario[] {
  const chosen = [...new Set(names)].map((name) => all.find((each) => each.name === name) ?? name);
  const unknown = chosen.filter((each) => typeof each === 'string');
  if (unknown.length === 0) return chosen.filter((each) => typeof each === 'object');
  const hint = `choose among ${all.map(({ name }) => name).join(', ')}, or add a file to e2e/scenarios`;
  throw new UserError(
    unknown.map((name) => ({
      where: 'application.e2e.scenarios',
      what: `there is no scenario ${JSON.stringify(name)}`,
      hint,
    })),
  );
}
