import { type Fields, isEqual, isFields } from '../compare/fields.ts';

const longest = 80;
const most = 3;

/** A value for people, on one line. */
export function showValue(value: unknown): string {
  if (value === undefined || value === null) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.split('\n', 1)[0] ?? '';
  return line.length < text.length || line.length > longest ? `${line.slice(0, longest)}…` : line;
}

const inner = (value: unknown): Fields | readonly unknown[] | undefined =>
  Array.isArray(value) || isFields(value) ? value : undefined;

function differences(path: string, before: unknown, after: unknown): string[] {
  if (isEqual(before, after)) return [];
  const [old, current] = [inner(before), inner(after)];
  if (old === undefined || current === undefined || Array.isArray(old) !== Array.isArray(current))
    return [`${path}: ${showValue(before)} -> ${showValue(after)}`];
  const [oldFields, currentFields] = [new Map(Object.entries(old)), new Map(Object.entries(current))];
  return [...new Set([...oldFields.keys(), ...currentFields.keys()])].flatMap((key) =>
    differences(
      Array.isArray(old) ? `${path}[${key}]` : `${path}.${key}`,
      oldFields.get(key),
      currentFields.get(key),
    ),
  );
}

/** The fields that differ, each as `spec.selector.app: a -> b`; only the first few of many. */
export function showDifferences(path: string, before: unknown, after: unknown): string {
  const all = differences(path, before, after);
  return listFirst(all, '; ');
}

/** The first of many, and how many more there are. */
export const listFirst = (all: readonly string[], separator = ', '): string =>
  all.length <= most
    ? all.join(separator)
    : `${all.slice(0, most).join(separator)}${separator}and ${all.length - most} more`;
