import { objectKey } from '../manifests/object-id.ts';
import type { ObjectId } from '../model.ts';

/** An object that is there on one side only, with its normalized YAML. */
export interface Single {
  readonly id: ObjectId;
  readonly text: string;
}

/** Of all their lines that many must be the same, as Dice counts: 2 × shared / all. */
const leastSimilarity = 0.8;
/** An object is compared with that many, which share the rarest with it: most lines are common to thousands. */
const mostCandidates = 16;

interface Sketch<S> {
  readonly single: S;
  /** The lines, with how often each is there; the object's own name is left out of them. */
  readonly lines: ReadonlyMap<string, number>;
  readonly count: number;
  readonly words: ReadonlySet<string>;
}

function sketch<S extends Single>(single: S): Sketch<S> {
  const name = single.id.name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const text = single.text.replace(new RegExp(`(?<![a-zA-Z0-9])${name}(?![a-zA-Z0-9])`, 'g'), '');
  const all = text.split('\n');
  const lines = new Map<string, number>();
  for (const line of all) lines.set(line, (lines.get(line) ?? 0) + 1);
  return { single, lines, count: all.length, words: new Set(single.id.name.split(/[^a-zA-Z0-9]+/)) };
}

const traitsOf = ({ lines, words }: Sketch<unknown>) => [
  ...lines.keys(),
  ...[...words].map((word) => `\0${word}`),
];

function similarity({ lines, count }: Sketch<unknown>, other: Sketch<unknown>): number {
  let shared = 0;
  for (const [line, times] of lines) shared += Math.min(times, other.lines.get(line) ?? 0);
  return (2 * shared) / (count + other.count);
}

/** For each sketch those among the others that share its rarest traits. */
function candidates<S>(
  of: readonly Sketch<S>[],
  among: readonly Sketch<S>[],
): (readonly [Sketch<S>, Sketch<S>])[] {
  const having = new Map<string, Sketch<S>[]>();
  for (const each of among)
    for (const trait of traitsOf(each)) {
      const others = having.get(trait);
      if (others === undefined) having.set(trait, [each]);
      else others.push(each);
    }
  return of.flatMap((each) => {
    const sharing = traitsOf(each).flatMap((trait) => [having.get(trait) ?? []]);
    const rarestFirst = sharing.toSorted((a, b) => a.length - b.length);
    const found = new Set<Sketch<S>>();
    for (const others of rarestFirst)
      for (const other of others.slice(0, mostCandidates)) if (found.size < mostCandidates) found.add(other);
    return [...found].map((other) => [each, other] as const);
  });
}

const bucketOf = ({ id }: Single) => JSON.stringify([id.group, id.kind]);

function renamesOf<S extends Single>(removed: readonly Sketch<S>[], added: readonly Sketch<S>[]) {
  // Looked for from both sides, so that the same pairs are found when the sides change places.
  const pairs = [
    ...candidates(removed, added),
    ...candidates(added, removed).map(([to, from]) => [from, to] as const),
  ];
  return pairs
    .map(([from, to]) => ({
      from: from.single,
      to: to.single,
      similarity: similarity(from, to),
      sharedWords: from.words.intersection(to.words).size,
      names: [from, to]
        .map(({ single }) => objectKey(single.id))
        .toSorted()
        .join(),
    }))
    .filter((pair) => pair.similarity >= leastSimilarity)
    .toSorted(
      (a, b) => b.similarity - a.similarity || b.sharedWords - a.sharedWords || (a.names < b.names ? -1 : 1),
    );
}

/**
 * Finds objects that only changed their name or namespace: of the same group and kind, with nearly the same content.
 * The best matches come first, and each object is in at most one.
 */
export function findRenames<S extends Single>(
  removed: readonly S[],
  added: readonly S[],
): { from: S; to: S }[] {
  const buckets = Map.groupBy(added, bucketOf);
  const taken = new Set<S>();
  return [...Map.groupBy(removed, bucketOf)].flatMap(([bucket, singles]) =>
    renamesOf(singles.map(sketch), (buckets.get(bucket) ?? []).map(sketch)).flatMap(({ from, to }) => {
      if (taken.has(from) || taken.has(to)) return [];
      taken.add(from).add(to);
      return [{ from, to }];
    }),
  );
}
