/** An unchecked map of YAML or JSON. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path; undefined if a part of the path is missing or not a map. */
export const fieldAt = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (isFields(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  );

/** The map at a path; an empty map if there is none. */
export function fieldsAt(value: unknown, ...path: readonly string[]): Fields {
  const found = fieldAt(value, ...path);
  return isFields(found) ? found : {};
}

/** The list at a path; an empty list if there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = fieldAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The string at a path; undefined if there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = fieldAt(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** The strings in the list at a path. */
export const textsAt = (value: unknown, ...path: readonly string[]): readonly string[] =>
  listAt(value, ...path).filter((each) => typeof each === 'string');

/** Looks a name up in a table, but not in the prototype of the table, which has a `constructor`. */
export const lookUp = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** A copy in which the value at a path is updated; the fields themselves if there is no such path. */
export function updateAt(
  fields: Fields,
  [key = '', ...rest]: readonly string[],
  update: (value: unknown) => unknown,
): Fields {
  if (!Object.hasOwn(fields, key)) return fields;
  const value = fields[key];
  if (rest.length === 0) return { ...fields, [key]: update(value) };
  return isFields(value) ? { ...fields, [key]: updateAt(value, rest, update) } : fields;
}

/** Whether two values are equal, regardless of the order of keys. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((each, index) => isEqual(each, b[index]));
  if (!isFields(a) || !isFields(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]))
  );
}
