/** A paragraph of Markdown, or one with a short form for when the long one does not fit. */
export type Block = string | { readonly short: string; readonly long: string };

const separator = '\n\n';

/**
 * Joins paragraphs to a text within a limit. It uses as many of the long forms as fit; the longest are shortened first.
 *
 * @param limit in UTF-16 code units
 * @param note the paragraphs after the head, given how many long forms are missing; longest if all are missing
 * @returns undefined if not even the short forms fit
 */
export function joinWithin(
  limit: number,
  head: readonly string[],
  body: readonly Block[],
  note: (missing: number) => readonly string[],
): string | undefined {
  const blocks = body.map((block) => (typeof block === 'string' ? { short: block, long: block } : block));
  const join = (texts: readonly string[], missing: number) =>
    [...head, ...note(missing), ...texts].join(separator);
  const whole = join(
    blocks.map(({ long }) => long),
    0,
  );
  if (whole.length <= limit) return whole;

  const texts = blocks.map(({ short }) => short);
  const growing = blocks
    .map(({ short, long }, index) => ({ index, long, growth: long.length - short.length }))
    .filter(({ growth }) => growth > 0)
    .toSorted((a, b) => a.growth - b.growth);
  let room = limit - join(texts, growing.length).length;
  if (room < 0) return undefined;
  let missing = growing.length;
  for (const { index, long, growth } of growing) {
    if (growth > room) break;
    texts[index] = long;
    room -= growth;
    missing -= 1;
  }
  return join(texts, missing);
}
