import { UserError } from '../../model/errors.ts';
import type { Scenario } from './scenario/scenario.ts';

/**
 * The scenarios that an application chose, in its order, without duplicates.
 *
 * @throws UserError with every name that no scenario has
 */
export function chooseScenarios(all: readonly Scenario[], names: readonly string[]): Scenario[] {
  const unique = [...new Set(names)];
  const unknown = unique.filter((name) => !all.some((scenario) => scenario.name === name));
  if (unknown.length === 0) return unique.flatMap((name) => all.filter((scenario) => scenario.name === name));
  const hint = `choose among ${all.map(({ name }) => name).join(', ')}, or add a file to e2e/scenarios`;
  throw new UserError(
    unknown.map((name) => ({
      where: 'application.e2e.scenarios',
      what: `there is no scenario ${JSON.stringify(name)}`,
      hint,
    })),
  );
}
