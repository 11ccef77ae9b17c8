/** What makes GitHub see a mention, an issue or an address breaks off here; nobody sees it. */
const invisible = '&#8203;';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** At most this many characters, the last one then an ellipsis. */
function clip(text: string, most: number): string {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
}

/**
 * A text as one line of GitHub Flavored Markdown that shows exactly it: it makes no markup, no HTML, no table cell,
 * no link, pings nobody, and refers to (and so closes) no issue.
 *
 * @param most characters that are kept
 */
export const escapeMarkdown = (text: string, most = 300): string =>
  clip(text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim(), most)
    .replace(/[&<>]|[\\`*_{}[\]()#+.!|~$@-]/g, (found) => entities[found] ?? `\\${found}`)
    .replace(/[@#]/g, `$&${invisible}`)
    .replace(/:\/\//g, `:${invisible}//`)
    .replace(/GH(?=\\-\d)/gi, `$&${invisible}`);
