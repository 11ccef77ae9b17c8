import { parse } from 'yaml';
import type { Fault } from '../../../model/errors.ts';
import { type ChartFiles, readText } from '../files/files.ts';

interface Row {
  readonly key: string;
  /** The default in the table, in backticks; undefined if there is none. */
  readonly documented: string | undefined;
}

const textsInBackticks = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** The keys of the table: `a.b`; a `.c` after it in the same cell means `a.c`. */
const parseRows = (readme: string): Row[] =>
  readme
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => {
      const [, keyCell, defaultCell] = line.split('|');
      const [first = '', ...others] = textsInBackticks(keyCell);
      const parent = first.slice(0, first.lastIndexOf('.'));
      const defaults = textsInBackticks(defaultCell);
      return [first, ...others.map((other) => parent + other)].map((key, i) => ({
        key,
        documented: defaults[i],
      }));
    });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const valueAt = (root: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), root);

const same = (documented: string, value: unknown) =>
  JSON.stringify(parse(documented)) === JSON.stringify(value);

/** What is wrong with a row. If its key has a placeholder (`services.<name>.replicas`), only the map must exist. */
function checkRow({ key, documented }: Row, values: unknown): string | undefined {
  const path = key.split('.');
  const placeholder = path.findIndex((part) => part.startsWith('<'));
  if (placeholder >= 0)
    return isObject(valueAt(values, path.slice(0, placeholder))) ? undefined : 'is not a key';
  const value = valueAt(values, path);
  if (value === undefined) return 'is not a key';
  if (documented === undefined || same(documented, value)) return undefined;
  return `has the default ${JSON.stringify(value)}, not ${documented}`;
}

/** The keys of values.yaml without a row for themselves, for a part of them, or for their map. */
function findUndocumentedKeys(values: unknown, keys: readonly string[], prefix = ''): string[] {
  if (!isObject(values)) return [];
  return Object.entries(values).flatMap(([name, value]) => {
    const key = prefix + name;
    if (keys.some((documented) => documented === key || documented.startsWith(`${key}.<`))) return [];
    const isPart = keys.some((documented) => documented.startsWith(`${key}.`));
    return isPart ? findUndocumentedKeys(value, keys, `${key}.`) : [key];
  });
}

/**
 * Compares the table of values in a chart's README with values.yaml. A row of the table starts with the key, followed by
 * the default, each in backticks.
 */
export function checkReadme(files: ChartFiles): Fault[] {
  const readme = readText(files, 'README.md');
  if (readme === undefined) return [{ where: 'README.md', what: 'there is no such file in the chart' }];
  const values: unknown = parse(readText(files, 'values.yaml') ?? '');
  const rows = parseRows(readme);
  return [
    ...rows.flatMap((row) => {
      const what = checkRow(row, values);
      return what === undefined ? [] : [{ where: `README.md: ${row.key}`, what: `${what} in values.yaml` }];
    }),
    ...findUndocumentedKeys(
      values,
      rows.map(({ key }) => key),
    ).map((key) => ({ where: `values.yaml: ${key}`, what: "is missing in the README's table" })),
  ];
}
