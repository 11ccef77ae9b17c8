/** Characters that a terminal obeys or a reader cannot see: control characters, direction marks, lone surrogates. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const codePointName = (character: string) =>
  `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;

/** Replaces unprintable characters, except line feeds and tabs, by their code points: `<U+202E>`. */
export const visible = (text: string): string =>
  text.replace(unprintable, (found) => (found === '\n' || found === '\t' ? found : codePointName(found)));

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes a text for HTML, for an element or for an attribute in quotes. */
export const escapeHtml = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (found) => entities[found] ?? found);

/** Shortens digests to 12 digits, which are enough to tell them apart: `1.0.76@sha256:97fa3c2b1d0e…`. */
export const shortenDigests = (text: string): string =>
  text.replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, '$1…');
