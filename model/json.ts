/**
 * Parses JSON (RFC 8259).
 *
 * @param json the text, or its bytes in UTF-8
 * @returns undefined if it is not JSON or not UTF-8
 */
export function parseJson(json: string | Uint8Array): unknown {
  try {
    return JSON.parse(
      typeof json === 'string' ? json : new TextDecoder('utf-8', { fatal: true }).decode(json),
    );
  } catch {
    return undefined;
  }
}
