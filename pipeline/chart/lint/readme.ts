import { parse } from 'yaml';
import type { Fault } from '../../../model/errors.ts';
import { type ChartFiles, readText } from '../files/files.ts';

interface Row {
  readonly key: string;
  /** What stands as the default, in backticks; undefined where there is none. */
  readonly stated: string | undefined;
}

const codes = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** The keys in the table: `a.b`, and `.c` beside it is short for `a.c`. */
const rowsOf = (readme: string): Row[] =>
  readme
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => {
      const [, keyCell, defaultCell] = line.split('|');
      const [first = '', ...others] = codes(keyCell);
      const parent = first.slice(0, first.lastIndexOf('.'));
      const defaults = codes(defaultCell);
      return [first, ...others.map((other) => parent + other)].map((key, i) => ({
        key,
        stated: defaults[i],
      }));
    });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const at = (root: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), root);

const same = (stated: string, value: unknown) => JSON.stringify(parse(stated)) === JSON.stringify(value);

/** A row whose key has a placeholder (`services.<name>.replicas`) describes entries of a map; the map must be there. */
function faultOf({ key, stated }: Row, values: unknown): string | undefined {
  const path = key.split('.');
  const placeholder = path.findIndex((part) => part.startsWith('<'));
  if (placeholder >= 0) return isObject(at(values, path.slice(0, placeholder))) ? undefined : 'is not a key';
  const value = at(values, path);
  if (value === undefined) return 'is not a key';
  if (stated === undefined || same(stated, value)) return undefined;
  return `has the default ${JSON.stringify(value)}, not ${stated}`;
}

/** Keys of values.yaml that no row names, nor a part of which has one, nor a map that they are in. */
function undocumented(values: unknown, keys: readonly string[], prefix = ''): string[] {
  if (!isObject(values)) return [];
  return Object.entries(values).flatMap(([name, value]) => {
    const key = prefix + name;
    if (keys.some((known) => known === key || known.startsWith(`${key}.<`))) return [];
    const isPart = keys.some((known) => known.startsWith(`${key}.`));
    return isPart ? undocumented(value, keys, `${key}.`) : [key];
  });
}

/**
 * Where the table of values in a chart's README and its values.yaml differ. A table has rows that begin with the key
 * and go on with the default, each in backticks.
 */
export function readmeFaults(files: ChartFiles): Fault[] {
  const readme = readText(files, 'README.md');
  if (readme === undefined) return [{ where: 'README.md', what: 'there is none in the chart' }];
  const values: unknown = parse(readText(files, 'values.yaml') ?? '');
  const rows = rowsOf(readme);
  return [
    ...rows.flatMap((row) => {
      const what = faultOf(row, values);
      return what === undefined ? [] : [{ where: `README.md: ${row.key}`, what: `${what} in values.yaml` }];
    }),
    ...undocumented(
      values,
      rows.map(({ key }) => key),
    ).map((key) => ({ where: `values.yaml: ${key}`, what: "is not in the README's table" })),
  ];
}
