import { escapeMarkdown } from '../../github/markdown.ts';
import { objectTitle } from '../manifests/object-id.ts';
import type { EnvironmentDiff, ObjectChange } from '../model.ts';
import type { Block } from './join-within.ts';
import { countLines } from './summary.ts';
import { escapeHtml, shortenDigests, visible } from './text.ts';

/** How many entries of each list are shown. */
export interface ListLimits {
  readonly objects: number;
  /** Of the tables of hazards and images of an environment. */
  readonly rows: number;
  readonly environments: number;
}

/** A text as inline code. It is escaped rather than put in backticks, which would not protect a table from `|`. */
export const code = (text: string): string => `<code>${escapeMarkdown(shortenDigests(text))}</code>`;

/** A fenced block. The fence is longer than any run of backticks in the text, so that the text cannot end it. */
export function fence(language: string, text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((max, run) => Math.max(max, run.length), 2);
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${visible(text)}\n${ticks}`;
}

/** A table of cells in Markdown. If it has more rows than the limit, the last one says how many more there are. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], limit: number): string {
  const hidden = rows.length - limit;
  return [
    head,
    head.map(() => '---'),
    ...rows.slice(0, limit),
    ...(hidden > 0 ? [[`${hidden} more`, ...head.slice(1).map(() => '')]] : []),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

export const heading = ({ environment, from, to }: EnvironmentDiff): string =>
  `### ${escapeMarkdown(environment)}: ${code(from.release)} → ${code(to.release)}`;

// In <summary>, GitHub reads HTML and not Markdown.
const codeInHtml = (text: string) => `<code>${escapeHtml(text.replace(/\s+/g, ' '))}</code>`;

/** One changed object: with its diff in <details>, or in short on one line, which says that the diff is omitted. */
export function changeBlock({ id, kind, renamedFrom, diff, noise }: ObjectChange): Block {
  const { added, removed } = countLines(diff);
  const size = `+${added} −${removed}`;
  const titleWith = (format: (text: string) => string) =>
    `${kind} ${format(objectTitle(id))}${renamedFrom === undefined ? '' : ` from ${format(objectTitle(renamedFrom))}`}`;
  const also = noise.length === 0 ? [] : [`Also changed: ${escapeMarkdown(noise.join(', '))}.`];
  if (diff === '') return [`- ${titleWith(code)}.`, ...also].join(' ');
  const summary = `<details><summary>${titleWith(codeInHtml)} ${size}</summary>`;
  return {
    short: `- ${titleWith(code)} ${size} (diff omitted)`,
    long: [summary, ...also, fence('diff', diff), '</details>'].join('\n\n'),
  };
}
