import { escapeHtml } from '../text.ts';

/** HTML that is safe to put into a page. */
export class Markup {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }
}

type Part = string | number | Markup | readonly Markup[];

function write(part: Part): string {
  if (part instanceof Markup) return part.html;
  return typeof part === 'object' ? part.map(({ html }) => html).join('') : escapeHtml(String(part));
}

/** Tag of a template literal: whatever is put in is escaped, unless it is markup itself. */
export const html = (literals: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(literals.map((literal, index) => literal + write(parts[index] ?? '')).join(''));

export const nothing = new Markup('');
