import { z } from 'zod';

// Argo CD turns values into YAML, where these may not stand, and takes the error for no values at all. U+0085 becomes
// a space.
const spoilt = /[\u007f-\u009f\ufffe\uffff\p{Cs}]/u;

/** The first such character in texts and keys. */
function findSpoilt(values: unknown): string | undefined {
  let found: string | undefined;
  JSON.stringify(values, (key, value: unknown) => {
    for (const text of [key, value]) {
      if (typeof text === 'string') found ??= spoilt.exec(text)?.[0];
    }
    return value;
  });
  return found;
}

/** Helm values as they stand in an Application; refused are those that Argo CD would not hand on as they are. */
export const helmValues = z.record(z.string(), z.unknown()).superRefine((values, context) => {
  const character = findSpoilt(values);
  if (character === undefined) return;
  const name = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  const message = `has the character ${name}, at which Argo CD would drop all values or change this one`;
  context.addIssue({ code: 'custom', message });
});
