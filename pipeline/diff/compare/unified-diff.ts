import { structuredPatch } from 'diff';

const context = 3;
// The search for the shortest diff takes the square of its length, and nobody reads one as long as this line by line.
const maxEditLength = 2_000;

const linesOf = (text: string) => text.split('\n').slice(0, -1);
const range = (start: number, count: number) => `${count === 0 ? 0 : start},${count}`;

function replaced(old: readonly string[], current: readonly string[]): string {
  return [
    `@@ -${range(1, old.length)} +${range(1, current.length)} @@`,
    ...old.map((line) => `-${line}`),
    ...current.map((line) => `+${line}`),
  ].join('\n');
}

/** At least that many lines must go or come: those that are on one side only. */
function leastEditLength(old: readonly string[], current: readonly string[]): number {
  const [before, after] = [new Set(old), new Set(current)];
  return before.difference(after).size + after.difference(before).size;
}

/**
 * The hunks of a unified diff with three lines of context, without a file header and without a newline at the end;
 * empty where the texts are equal.
 *
 * @param before lines that each end with a newline; empty for what was not there
 */
export function unifiedDiff(before: string, after: string): string {
  if (before === after) return '';
  const [old, current] = [linesOf(before), linesOf(after)];
  if (before === '' || after === '' || leastEditLength(old, current) > maxEditLength)
    return replaced(old, current);
  const patch = structuredPatch('', '', before, after, '', '', { context, maxEditLength });
  if (patch === undefined) return replaced(old, current);
  return patch.hunks
    .flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines,
    ])
    .join('\n');
}
