import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  isMap,
  isScalar,
  type Pair,
  parseDocument,
  parse as parseYaml,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { type Fault, UserError, userError } from '../model/errors.ts';
import { objectKeys, type RawConfig } from './stack-config.ts';

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw userError('there is no such file', {
      where: path,
      hint: 'each environment has one: Pulumi.<stack>.yaml',
    });
  }
}

function parse(path: string) {
  const document = parseDocument(read(path));
  const [error] = document.errors;
  if (error !== undefined) throw userError(error.message.split('\n')[0] ?? 'is not YAML', { where: path });
  return document;
}

/** The name of the Pulumi project, which is also the namespace of its config keys. */
export const projectName = (folder: string): string => String(parse(join(folder, 'Pulumi.yaml')).get('name'));

/** Refuses also what YAML 1.1 alone reads as something else, for Pulumi does so too: a date, 1_000. */
function isText(scalar: Scalar): scalar is Scalar<string> {
  const { value, type, tag, source = '' } = scalar;
  if (typeof value !== 'string') return false;
  return type !== 'PLAIN' || tag !== undefined || typeof parseYaml(source, { version: '1.1' }) === 'string';
}

function readValue(where: string, { value }: Pair): RawConfig[string] | Fault {
  if (isMap(value) && value.has('secure')) return { secret: true, empty: false };
  if (isScalar(value) && isText(value)) return value.value;
  const written = isScalar(value) ? value.source : undefined;
  return written === undefined
    ? { where, what: 'is not a text' }
    : { where, what: `${written} is not a text in YAML`, hint: `write it in quotes: "${written}"` };
}

/** An object as Pulumi hands it to a program: its JSON, or a secret when a part of it is one. */
function readObject(where: string, { items }: YAMLMap): RawConfig[string] | Fault {
  const fields = items.map((pair) => [String(pair.key), readValue(`${where}.${pair.key}`, pair)] as const);
  const unfit = fields.find(([, value]) => typeof value !== 'string');
  return unfit?.[1] ?? JSON.stringify(Object.fromEntries(fields));
}

/**
 * The project's own config keys (without their namespace) in `Pulumi.<stack>.yaml`, as they were written: what YAML
 * would read as a number, a date or a boolean is refused, not converted.
 *
 * @param folder where Pulumi.yaml lies
 * @throws UserError when the file is missing, not YAML, or has a value that is not a text
 */
export function readStackFile(folder: string, stack: string): RawConfig {
  const name = `Pulumi.${stack}.yaml`;
  const config = parse(join(folder, name)).get('config');
  const prefix = `${projectName(folder)}:`;
  const own = (isMap(config) ? config.items : []).filter(({ key }) => String(key).startsWith(prefix));
  const entries = own.map((pair) => {
    const key = String(pair.key).slice(prefix.length);
    const where = `${name}: ${pair.key}`;
    const { value } = pair;
    const isObject = objectKeys.includes(key) && isMap(value) && !value.has('secure');
    return [key, isObject ? readObject(where, value) : readValue(where, pair)] as const;
  });
  const faults = entries
    .map(([, value]) => value)
    .filter((value): value is Fault => typeof value === 'object' && 'what' in value);
  if (faults.length > 0) throw new UserError(faults);
  return Object.fromEntries(entries) as RawConfig;
}

/** The provider's address of GitHub in `Pulumi.<stack>.yaml`; undefined where the stack names none. */
export function readGitHubBaseUrl(folder: string, stack: string): string | undefined {
  const config = parse(join(folder, `Pulumi.${stack}.yaml`)).get('config');
  const value = isMap(config) ? config.get('github:baseUrl') : undefined;
  return typeof value === 'string' ? value : undefined;
}
