import { escapeHtml } from '../text.ts';

/** HTML that is already escaped. */
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

/** Tag for template literals of HTML. Interpolated values are escaped, unless they are Markup. */
export const html = (literals: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(literals.map((literal, index) => literal + write(parts[index] ?? '')).join(''));

export const nothing = new Markup('');
