import type { z } from 'zod';
import { type Application, type ApplicationInput, applicationSchema } from './application.ts';
import { type Checked, faultsOf, unwrap, valid } from './checked.ts';
import { type Environment, type EnvironmentInput, environmentSchema } from './environment.ts';
import { type Fault, UserError, userError } from './errors.ts';

/** The application and its environments, checked. */
export interface Pipeline {
  readonly application: Application;
  readonly environments: readonly Environment[];
}

function check<Output>(schema: z.ZodType<Output>, where: string, input: unknown): Checked<Output> {
  const { data, error } = schema.safeParse(input);
  if (error === undefined) return valid(data);
  const faults = error.issues.map((issue) => ({
    where: [where, ...issue.path].join('.'),
    what: (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined) ?? issue.message,
  }));
  return { faults };
}

const ownKeys = ['name', 'application', 'namespace', 'url'] as const;

/** Two environments must not have the same name, Application, namespace or address. */
const sharedValues = (environments: readonly Environment[]): Fault[] =>
  ownKeys.flatMap((key) => {
    const values = environments.map((environment) => environment[key]);
    const repeated = new Set(values.filter((value, index) => values.indexOf(value) !== index));
    return [...repeated].map((value) => ({
      where: `environments.${key}`,
      what: `two environments share ${JSON.stringify(value)}`,
      hint: 'each environment needs its own',
    }));
  });

/** `promotesFrom` must name another environment. */
const unknownOrigins = (environments: readonly Environment[], names: readonly string[]): Fault[] =>
  environments
    .filter(({ name, promotesFrom: origin }) => origin === name || (origin && !names.includes(origin)))
    .map(({ name, promotesFrom }) => ({
      where: `environments.${name}.promotesFrom`,
      what: `there is no other environment ${JSON.stringify(promotesFrom)}`,
    }));

/** Gates judge one version that was tested in another environment. */
const meaninglessGates = (environments: readonly Environment[]): Fault[] =>
  environments
    .filter(({ gates, promotesFrom, follows }) => gates !== undefined && (follows || !promotesFrom))
    .map(({ name }) => ({
      where: `environments.${name}.gates`,
      what: 'has no meaning here: only an environment with one version and promotesFrom has gates',
    }));

/**
 * Checks what a team wrote in `environments/`.
 *
 * @throws UserError with all faults together, each with its path
 */
export function definePipeline(
  application: ApplicationInput,
  environments: readonly EnvironmentInput[],
): Pipeline {
  const checkedApplication = check(applicationSchema, 'application', application);
  const checked = environments.map((environment) =>
    check(environmentSchema, `environments.${environment.name}`, environment),
  );
  const parsed = checked.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const faults = [
    ...faultsOf(checkedApplication, ...checked),
    ...sharedValues(parsed),
    ...unknownOrigins(
      parsed,
      environments.map(({ name }) => name),
    ),
    ...meaninglessGates(parsed),
  ];
  if (faults.length > 0) throw new UserError(faults);
  return { application: unwrap(checkedApplication), environments: parsed };
}

/** @throws UserError with the names of all environments */
export function findEnvironment({ environments }: Pipeline, name: string): Environment {
  const found = environments.find((environment) => environment.name === name);
  if (found !== undefined) return found;
  const names = environments.map((environment) => environment.name).join(', ');
  throw userError(`there is no environment ${JSON.stringify(name)}`, {
    hint: `the stacks are named after the environments: ${names}`,
  });
}
