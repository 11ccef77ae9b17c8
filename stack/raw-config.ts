import { isMap, isScalar, type Pair, parse, type Scalar, type YAMLMap } from 'yaml';
import { type Checked, faultsOf, invalid, valid, validUnless } from '../model/checked.ts';

/** A value as Pulumi passes it to a program: an object as its JSON, a secret without its value. */
export type RawValue = string | { readonly secret: true; readonly empty: boolean };

/** The project's own keys in a stack's config, without their namespace. */
export type RawConfig = Readonly<Record<string, RawValue>>;

/** The keys whose values are objects. */
export const objectKeys: readonly string[] = ['hotfix'];

/** Whether both YAML 1.2 and 1.1 read a scalar as text: Pulumi reads 1.1, where a date or 1_000 is not text. */
function isText(scalar: Scalar): scalar is Scalar<string> {
  const { value, type, tag, source = '' } = scalar;
  if (typeof value !== 'string') return false;
  return type !== 'PLAIN' || tag !== undefined || typeof parse(source, { version: '1.1' }) === 'string';
}

function readValue(where: string, { value }: Pair): Checked<RawValue> {
  if (isMap(value) && value.has('secure')) return valid({ secret: true, empty: false });
  if (isScalar(value) && isText(value)) return valid(value.value);
  const written = isScalar(value) ? value.source : undefined;
  if (written === undefined) return invalid({ where, what: 'is not a text' });
  const hint = `write it in quotes: "${written}"`;
  return invalid({ where, what: `${written} is not a text in YAML`, hint });
}

/** An object as its JSON, or a secret if one of its fields is a secret, as in Pulumi. */
function readObject(where: string, { items }: YAMLMap): Checked<RawValue> {
  const fields = items.map((pair) => [String(pair.key), readValue(`${where}.${pair.key}`, pair)] as const);
  const notText = fields.find(([, { value }]) => typeof value !== 'string');
  const values = fields.map(([key, { value }]) => [key, value]);
  return notText?.[1] ?? valid(JSON.stringify(Object.fromEntries(values)));
}

/**
 * Reads the project's own keys as they are written. What YAML reads as a number, a date or a boolean is refused, not
 * converted.
 *
 * @param pairs of the mapping `config`
 * @param file its name, for messages
 */
export function readRawConfig(pairs: readonly Pair[], project: string, file: string): Checked<RawConfig> {
  const prefix = `${project}:`;
  const own = pairs.filter(({ key }) => String(key).startsWith(prefix));
  const entries = own.map((pair) => {
    const key = String(pair.key).slice(prefix.length);
    const where = `${file}: ${pair.key}`;
    const { value } = pair;
    const isObject = objectKeys.includes(key) && isMap(value) && !value.has('secure');
    return [key, isObject ? readObject(where, value) : readValue(where, pair)] as const;
  });
  const values = entries.flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value] as const]));
  return validUnless(faultsOf(...entries.map(([, value]) => value)), Object.fromEntries(values));
}
