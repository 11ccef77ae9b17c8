import { structuredPatch } from 'diff';

const context = 3;
// The search for the shortest diff takes quadratic time, and nobody reads such a long diff line by line.
const maxEditLength = 2_000;

const linesOf = (text: string) => text.split('\n').slice(0, -1);
const range = (start: number, count: number) => `${count === 0 ? 0 : start},${count}`;

/** One hunk that removes all old lines and adds all current ones. */
function replaceAll(old: readonly string[], current: readonly string[]): string {
  return [
    `@@ -${range(1, old.length)} +${range(1, current.length)} @@`,
    ...old.map((line) => `-${line}`),
    ...current.map((line) => `+${line}`),
  ].join('\n');
}

/** A lower bound of the edit length: the lines that occur on one side only. */
function leastEditLength(old: readonly string[], current: readonly string[]): number {
  const [before, after] = [new Set(old), new Set(current)];
  return before.difference(after).size + after.difference(before).size;
}

/**
 * Compares two texts line by line.
 *
 * @param before lines that each end with a newline; empty if there was nothing
 * @returns the hunks of a unified diff with three lines of context, without file header and without a newline at the end;
 * empty if the texts are equal
 */
export function unifiedDiff(before: string, after: string): string {
  if (before === after) return '';
  const [old, current] = [linesOf(before), linesOf(after)];
  if (before === '' || after === '' || leastEditLength(old, current) > maxEditLength)
    return replaceAll(old, current);
  const patch = structuredPatch('', '', before, after, '', '', { context, maxEditLength });
  if (patch === undefined) return replaceAll(old, current);
  return patch.hunks
    .flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines,
    ])
    .join('\n');
}
