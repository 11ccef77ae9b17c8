import { stripVTControlCharacters } from 'node:util';
import type { Command } from 'commander';

/** What a verb found or did: for people, and for machines. */
export interface Outcome {
  readonly text: string;
  readonly data: unknown;
}

/** Adds `--json` to a verb, and prints what its action returns: to stdout, as text or as JSON. */
export const printing = <Args extends unknown[]>(
  command: Command,
  action: (...args: Args) => Promise<Outcome>,
): Command =>
  command.option('--json', 'print JSON, for machines').action(async (...args: unknown[]) => {
    const { text, data } = await action(...(args as Args));
    console.log(command.opts()['json'] === true ? JSON.stringify(data, undefined, 2) : text);
  });

/** Tells what is under way, on stderr. */
export const tell = (text: string): void => console.error(text);

const widthOf = (text: string) => stripVTControlCharacters(text).length;

/** Rows under a head, in columns; the last one is not padded. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head.map((text) => text.toUpperCase()), ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ''))));
  const pad = (text: string, column: number) => text + ' '.repeat((widths[column] ?? 0) - widthOf(text));
  return all.map((row) => row.map(pad).join('   ').trimEnd()).join('\n');
}
