const decode = (token: string) => token.replaceAll('~1', '/').replaceAll('~0', '~');

/**
 * Reads the value that a JSON pointer (RFC 6901) points to.
 *
 * @returns undefined if there is no such value
 */
export function readPointer(document: unknown, pointer: string): unknown {
  let value = document;
  for (const token of pointer.split('/').slice(1).map(decode)) {
    const isIndex = !Array.isArray(value) || /^(0|[1-9]\d*)$/.test(token);
    if (typeof value !== 'object' || value === null || !isIndex || !Object.hasOwn(value, token))
      return undefined;
    value = Reflect.get(value, token);
  }
  return value;
}
