type Encoding = 'plain' | 'json' | 'base64';

const encoders: Readonly<Record<string, (value: string) => string>> = {
  json: (value) => JSON.stringify(value).slice(1, -1),
  base64: (value) => Buffer.from(value).toString('base64'),
};

/**
 * A placeholder for a secret in a chart: its key in the stack's config, never its value. The charts print it; only
 * `infra` puts the Pulumi secret in its place.
 *
 * @param encoding how the value is written in place of the reference: as it is, escaped inside a JSON string, or in
 *   base64 (RFC 4648, section 4)
 */
export const secretRef = (key: string, encoding: Encoding = 'plain'): string => `<secret:${key}:${encoding}>`;

const reference = /<secret:([A-Za-z0-9]+):(plain|json|base64)>/g;

/** The config keys of the secrets that a text refers to. */
export const secretsIn = (text: string): string[] =>
  [...text.matchAll(reference)].map(([, key]) => key ?? '');

/** The text with each reference replaced by its secret's value. */
export const revealSecrets = (text: string, secretValue: (key: string) => string): string =>
  text.replace(reference, (_, key: string, encoding: string) => {
    const encode = encoders[encoding] ?? String;
    return encode(secretValue(key));
  });

/** A copy of a plain value with every text in it replaced. */
export function mapTexts(value: unknown, replace: (text: string) => unknown): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, replace)]));
}
