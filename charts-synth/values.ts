import { createHash } from 'node:crypto';
import { Ajv, type ErrorObject, type Options } from 'ajv';
import type { Application } from '../model/application.ts';
import type { Environment } from '../model/environment.ts';
import { type Fault, UserError } from '../model/errors.ts';
import { type HelmValues, unreadableCharacters } from '../model/helm-values.ts';
import type { Pin } from '../model/pin.ts';

/** Null is allowed by JSON Schema, but cdk8s leaves it out. */
function nullFaults(value: unknown, path: string): Fault[] {
  if (value === null || value === undefined)
    return [{ where: path, what: `is ${value}`, hint: 'leave the key out' }];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => nullFaults(inner, `${path}.${key}`));
}

function faultOf(path: string, { instancePath, keyword, params, message }: ErrorObject): Fault {
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
  const unfit = [...nullFaults(values, path), ...unreadableCharacters(values, path)];
  if (unfit.length > 0) throw new UserError(unfit);
  if (environment.git === undefined && !validate(values)) {
    throw new UserError((validate.errors ?? []).map((error) => faultOf(path, error)));
  }
  return values;
}

/** A short fingerprint of values (12 hexadecimal digits of their SHA-256), the same for the same values. */
export const fingerprint = (values: HelmValues): string =>
  createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 12);
