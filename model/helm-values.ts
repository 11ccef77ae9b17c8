import type { Fault } from './errors.ts';

/** A value for Helm that YAML preserves. Null is refused, because cdk8s would drop it silently. */
export type HelmValue =
  | string
  | number
  | boolean
  | readonly HelmValue[]
  | { readonly [key: string]: HelmValue };
export type HelmValues = { readonly [key: string]: HelmValue };

/**
 * Argo CD writes Helm values as YAML 1.1, which cannot hold these characters: it deploys with no values at all or, for
 * U+0085, with a space instead, and reports nothing.
 */
const unreadable = /[\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/u;

function faultsOfText(text: string, where: string): Fault[] {
  const [character] = unreadable.exec(text) ?? [];
  if (character === undefined) return [];
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return [{ where, what: `has the character U+${code}, which Argo CD cannot read`, hint: 'leave it out' }];
}

/**
 * Finds the characters in keys and texts that Argo CD would drop or change.
 *
 * @param path of the values, for messages
 */
export function unreadableCharacters(values: unknown, path: string): Fault[] {
  if (typeof values === 'string') return faultsOfText(values, path);
  if (typeof values !== 'object' || values === null) return [];
  return Object.entries(values).flatMap(([key, inner]) => [
    ...faultsOfText(key, `${path}: a key`),
    ...unreadableCharacters(inner, `${path}.${key}`),
  ]);
}
