/** A zero-width space, which keeps GitHub from recognising mentions, issues and URLs. */
const invisible = '&#8203;';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Shortens a text to at most `most` characters, with an ellipsis at the end. */
function clip(text: string, most: number): string {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
}

/**
 * Escapes a text to one line of GitHub Flavored Markdown that shows it literally: without markup, HTML, table cells,
 * links, mentions, or references to issues (which could close them).
 *
 * @param most maximal number of characters before escaping
 */
export const escapeMarkdown = (text: string, most = 300): string =>
  clip(text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim(), most)
    .replace(/[&<>]|[\\`*_{}[\]()#+.!|~$@-]/g, (found) => entities[found] ?? `\\${found}`)
    .replace(/[@#]/g, `$&${invisible}`)
    .replace(/:\/\//g, `:${invisible}//`)
    .replace(/GH(?=\\-\d)/gi, `$&${invisible}`);
