import { stripVTControlCharacters } from 'node:util';

/** The result of a command, as text for people and as data for `--json`. */
export interface Outcome {
  readonly text: string;
  readonly data: unknown;
}

/** Prints a progress message to stderr. */
export const printProgress = (text: string): void => console.error(text);

const widthOf = (text: string) => stripVTControlCharacters(text).length;

/** Formats rows below a heading in aligned columns; the last column is not padded. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head.map((text) => text.toUpperCase()), ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ''))));
  const pad = (text: string, column: number) => text + ' '.repeat((widths[column] ?? 0) - widthOf(text));
  return all.map((row) => row.map(pad).join('   ').trimEnd()).join('\n');
}
