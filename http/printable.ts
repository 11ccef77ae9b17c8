/**
 * Text from a remote as one line that is safe to print on a terminal or in a log: without control characters and
 * without secrets, at most 400 characters.
 *
 * @param secrets replaced by `[secret]`, because a server may repeat what it was sent
 */
export const printable = (text: string, secrets: readonly string[] = []): string =>
  secrets
    .filter((secret) => secret !== '')
    .reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text)
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, 400);
