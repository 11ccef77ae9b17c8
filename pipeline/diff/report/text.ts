/** What a terminal obeys, or a reader cannot see: control characters, marks of direction, broken characters. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const codeOf = (character: string) =>
  `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;

/** A text as it is, with what cannot be seen named: `<U+202E>`. Line feeds and tabs stay. */
export const visible = (text: string): string =>
  text.replace(unseen, (found) => (found === '\n' || found === '\t' ? found : codeOf(found)));

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as HTML that shows exactly it, within an element or an attribute in quotes. */
export const escapeHtml = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (found) => entities[found] ?? found);

/** Digests with their first 12 digits, which is enough to tell them apart: `1.0.76@sha256:97fa3c2b1d0e…`. */
export const shortenDigests = (text: string): string =>
  text.replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, '$1…');
