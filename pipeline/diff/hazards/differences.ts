import { type Fields, isEqual, isFields } from '../manifests/fields.ts';

const maxLength = 80;
const maxItems = 3;

/** A value for people: one line, shortened to 80 characters. */
export function showValue(value: unknown): string {
  if (value === undefined || value === null) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.split('\n', 1)[0] ?? '';
  return line.length < text.length || line.length > maxLength ? `${line.slice(0, maxLength)}…` : line;
}

const asCollection = (value: unknown): Fields | readonly unknown[] | undefined =>
  Array.isArray(value) || isFields(value) ? value : undefined;

function differences(path: string, before: unknown, after: unknown): string[] {
  if (isEqual(before, after)) return [];
  const [old, current] = [asCollection(before), asCollection(after)];
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

/** The fields that differ, for people: `spec.selector.app: a -> b; spec.x: 1 -> 2; …; and 4 more`. */
export function showDifferences(path: string, before: unknown, after: unknown): string {
  const all = differences(path, before, after);
  return listFirst(all, '; ');
}

/** The first three items and the number of the others: `a, b, c, and 4 more`. */
export const listFirst = (all: readonly string[], separator = ', '): string =>
  all.length <= maxItems
    ? all.join(separator)
    : `${all.slice(0, maxItems).join(separator)}${separator}and ${all.length - maxItems} more`;
