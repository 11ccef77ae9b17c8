import { escapeMarkdown } from '../../github/markdown.ts';
import { objectTitle } from '../manifests/object-id.ts';
import type { EnvironmentDiff, ObjectChange } from '../model.ts';
import type { Block } from './join-within.ts';
import { countLines } from './summary.ts';
import { escapeHtml, shortenDigests, visible } from './text.ts';

/** How many entries of each list are shown at most. */
export interface Most {
  readonly objects: number;
  /** Hazards or images of an environment. */
  readonly rows: number;
  readonly environments: number;
}

/** A text in the font of code, on one line. Escaped rather than in backticks, which do not protect from `|`. */
export const code = (text: string): string => `<code>${escapeMarkdown(shortenDigests(text))}</code>`;

/** A fenced block that nothing in the text can end: the fence is longer than any run of backticks in it. */
export function fence(language: string, text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${visible(text)}\n${ticks}`;
}

/** A table of cells that are Markdown already; the last row says how many more there are. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], most: number): string {
  const hidden = rows.length - most;
  return [
    head,
    head.map(() => '---'),
    ...rows.slice(0, most),
    ...(hidden > 0 ? [[`${hidden} more`, ...head.slice(1).map(() => '')]] : []),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

export const heading = ({ environment, from, to }: EnvironmentDiff): string =>
  `### ${escapeMarkdown(environment)}: ${code(from.release)} → ${code(to.release)}`;

// Between the tags of a fold GitHub reads HTML until the next empty line.
const codeInHtml = (text: string) => `<code>${escapeHtml(text.replace(/\s+/g, ' '))}</code>`;

/** One changed object: with its diff in a fold, or on one line that says that the diff is not here. */
export function changeBlock({ id, kind, renamedFrom, diff, noise }: ObjectChange): Block {
  const { added, removed } = countLines(diff);
  const size = `+${added} −${removed}`;
  const describe = (show: (text: string) => string) =>
    `${kind} ${show(objectTitle(id))}${renamedFrom === undefined ? '' : ` from ${show(objectTitle(renamedFrom))}`}`;
  const also = noise.length === 0 ? [] : [`Also ${escapeMarkdown(noise.join(', '))}.`];
  if (diff === '') return [`- ${describe(code)}.`, ...also].join(' ');
  const summary = `<details><summary>${describe(codeInHtml)} ${size}</summary>`;
  return {
    short: `- ${describe(code)} ${size}, without its diff`,
    long: [summary, ...also, fence('diff', diff), '</details>'].join('\n\n'),
  };
}
