import { createHash } from 'node:crypto';
import { Ajv, type ErrorObject, type Options } from 'ajv';
import type { Pin } from '../model/pin.ts';
import type { Application, Environment, HelmValues } from '../model/schema.ts';
import { type Fault, UserError } from '../model/user-error.ts';

/**
 * Argo CD reads the values as YAML 1.1. For one such character it deploys with no values at all, or, for U+0085, with
 * a space in its place, and says nothing of it.
 */
const unreadable = /[\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/u;

function textFaults(text: string, where: string): Fault[] {
  const [character] = unreadable.exec(text) ?? [];
  if (character === undefined) return [];
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return [{ where, what: `has the character U+${code}, which Argo CD cannot read`, mend: 'leave it out' }];
}

/** What JSON Schema does not forbid, and does not arrive at Helm. */
function unfitFaults(value: unknown, path: string): Fault[] {
  if (value === null || value === undefined)
    return [{ where: path, what: `is ${value}`, mend: 'leave the key out' }];
  if (typeof value === 'string') return textFaults(value, path);
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...textFaults(key, `${path}: a key`),
    ...unfitFaults(inner, `${path}.${key}`),
  ]);
}

function describe(path: string, { instancePath, keyword, params, message }: ErrorObject): Fault {
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
  // Whether the schema itself is one is for Helm to say: asking takes as long as all the rest.
  meta: false,
  validateSchema: false,
  // A few values are checked, so that to make the check faster costs more than it brings.
  code: { optimize: false },
};

const validators = new WeakMap<object, ReturnType<Ajv['compile']>>();

function validatorOf(schema: Application['chart']['valuesSchema']) {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const compiled = new Ajv(ajvOptions).compile(schema);
  validators.set(schema, compiled);
  return compiled;
}

/**
 * The Helm values of an environment at a pin, checked against the chart's values.schema.json.
 *
 * @throws UserError with the path of each value that is null, that Argo CD cannot read, or that the chart does not take
 */
export function helmValues(application: Application, environment: Environment, pin: Pin): HelmValues {
  const values = environment.follows
    ? environment.values
    : environment.values(pin.kind === 'exact' ? pin.version : pin.range);
  const path = `environments.${environment.name}.values`;
  const validate = validatorOf(application.chart.valuesSchema);
  const unfit = unfitFaults(values, path);
  if (unfit.length > 0) throw new UserError(unfit);
  if (environment.git === undefined && !validate(values)) {
    throw new UserError((validate.errors ?? []).map((error) => describe(path, error)));
  }
  return values;
}

/** A short fingerprint of values (12 hexadecimal digits of their SHA-256), the same for the same values. */
export const fingerprint = (values: HelmValues): string =>
  createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 12);
