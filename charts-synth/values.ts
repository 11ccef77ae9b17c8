import { createHash } from 'node:crypto';
import { Ajv, type ErrorObject, type Options } from 'ajv';
import type { Application } from '../model/application.ts';
import type { Environment } from '../model/environment.ts';
import { type Fault, UserError } from '../model/errors.ts';
import { type HelmValues, unreadableCharacters } from '../model/helm-values.ts';
import type { Pin } from '../model/pin.ts';

/** JSON Schema allows null, but cdk8s leaves it out. */
function nullFaults(value: unknown, path: string): Fault[] {
  if (value === null || value === undefined)
    return [{ where: path, what: `is ${value}`, hint: 'leave the key out' }];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => nullFaults(inner, `${path}.${key}`));
}

function schemaFault(path: string, { instancePath, keyword, params, message }: ErrorObject): Fault {
  const where = path + instancePath.replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
  if (keyword === 'additionalProperties')
    return { where: `${where}.${params['additionalProperty']}`, what: 'is not a key of the chart' };
  return {
    where,
    what: `${message ?? 'is wrong'}${keyword === 'enum' ? `: ${params['allowedValues'].join(', ')}` : ''}`,
  };
}

const ajvOptions: Options = {
  allErrors: true,
  strict: false,
  // Helm validates the schema itself; here that would double the time.
  meta: false,
  validateSchema: false,
  // Each schema checks only a few values, so optimizing it costs more than it saves.
  code: { optimize: false },
};

const validators = new WeakMap<object, ReturnType<Ajv['compile']>>();

function compileSchema(schema: Application['chart']['valuesSchema']) {
  const cached = validators.get(schema);
  if (cached !== undefined) return cached;
  const compiled = new Ajv(ajvOptions).compile(schema);
  validators.set(schema, compiled);
  return compiled;
}

/** The Helm values of an environment at a pin. */
export const valuesOf = (environment: Environment, pin: Pin): HelmValues =>
  environment.follows
    ? environment.values
    : environment.values(pin.kind === 'exact' ? pin.version : pin.range);

/** Finds values that are null, that Argo CD cannot read, or that the chart's values.schema.json does not allow. */
export function findValuesFaults(
  { chart }: Application,
  environment: Environment,
  values: HelmValues,
): Fault[] {
  const path = `environments.${environment.name}.values`;
  const faults = [...nullFaults(values, path), ...unreadableCharacters(values, path)];
  if (faults.length > 0 || environment.git !== undefined) return faults;
  const validate = compileSchema(chart.valuesSchema);
  return validate(values) ? [] : (validate.errors ?? []).map((error) => schemaFault(path, error));
}

/** @throws UserError with all faults of the values */
export function helmValues(application: Application, environment: Environment, pin: Pin): HelmValues {
  const values = valuesOf(environment, pin);
  const faults = findValuesFaults(application, environment, values);
  if (faults.length > 0) throw new UserError(faults);
  return values;
}

/** A short fingerprint of values (12 hexadecimal digits of their SHA-256), the same for the same values. */
export const fingerprint = (values: HelmValues): string =>
  createHash('sha256')
    .update(String(JSON.stringify(values)))
    .digest('hex')
    .slice(0, 12);
