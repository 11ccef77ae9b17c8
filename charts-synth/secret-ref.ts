/**
 * A secret in a chart: its name in the stack's config, never its value. The charts print it as it is here; only
 * `infra` puts the Pulumi secret in its place.
 *
 * @param encoding how the value is written where the reference stands: as it is, or escaped inside a JSON string
 */
export const secretRef = (key: string, encoding: 'plain' | 'json' = 'plain'): string =>
  `<secret:${key}:${encoding}>`;

const reference = /<secret:([A-Za-z0-9]+):(plain|json)>/g;

/** The config keys of the secrets that a text refers to. */
export const secretsIn = (text: string): string[] =>
  [...text.matchAll(reference)].map(([, key]) => key ?? '');

/** The text with each reference replaced by its secret's value. */
export const revealSecrets = (text: string, secretValue: (key: string) => string): string =>
  text.replace(reference, (_, key: string, encoding: string) =>
    encoding === 'json' ? JSON.stringify(secretValue(key)).slice(1, -1) : secretValue(key),
  );

/** A copy of a plain value with every text in it replaced. */
export function mapTexts(value: unknown, replace: (text: string) => unknown): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, replace)]));
}
