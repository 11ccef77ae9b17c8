import { objectKey } from '../manifests/object-id.ts';
import type { ObjectId } from '../model.ts';

/** An object that exists on one side only. */
export interface UnmatchedObject {
  readonly id: ObjectId;
  /** The normalized object. */
  readonly yaml: string;
}

/** The Dice coefficient of the lines of two objects (2 × shared / all) from which on they count as one renamed object. */
const minSimilarity = 0.8;
/** How many objects each object is compared with. Those that share its rarest features come first. */
const maxCandidates = 16;

interface Features<O> {
  readonly object: O;
  /** How often each line occurs. The object's own name is removed from the lines. */
  readonly lines: ReadonlyMap<string, number>;
  readonly lineCount: number;
  /** The words of the object's name. */
  readonly words: ReadonlySet<string>;
}

function extractFeatures<O extends UnmatchedObject>(object: O): Features<O> {
  const name = object.id.name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const text = object.yaml.replace(new RegExp(`(?<![a-zA-Z0-9])${name}(?![a-zA-Z0-9])`, 'g'), '');
  const all = text.split('\n');
  const lines = new Map<string, number>();
  for (const line of all) lines.set(line, (lines.get(line) ?? 0) + 1);
  return { object, lines, lineCount: all.length, words: new Set(object.id.name.split(/[^a-zA-Z0-9]+/)) };
}

const listFeatures = ({ lines, words }: Features<unknown>) => [
  ...lines.keys(),
  ...[...words].map((word) => `\0${word}`),
];

function similarity({ lines, lineCount }: Features<unknown>, other: Features<unknown>): number {
  let shared = 0;
  for (const [line, times] of lines) shared += Math.min(times, other.lines.get(line) ?? 0);
  return (2 * shared) / (lineCount + other.lineCount);
}

/** Pairs each object with those of the others that share its rarest features. */
function findCandidates<O>(
  objects: readonly Features<O>[],
  others: readonly Features<O>[],
): (readonly [Features<O>, Features<O>])[] {
  const byFeature = new Map<string, Features<O>[]>();
  for (const other of others)
    for (const feature of listFeatures(other)) {
      const sharing = byFeature.get(feature);
      if (sharing === undefined) byFeature.set(feature, [other]);
      else sharing.push(other);
    }
  return objects.flatMap((object) => {
    const sharing = listFeatures(object).map((feature) => byFeature.get(feature) ?? []);
    const rarestFirst = sharing.toSorted((a, b) => a.length - b.length);
    const found = new Set<Features<O>>();
    for (const group of rarestFirst)
      for (const other of group.slice(0, maxCandidates)) if (found.size < maxCandidates) found.add(other);
    return [...found].map((other) => [object, other] as const);
  });
}

const groupAndKind = ({ id }: UnmatchedObject) => JSON.stringify([id.group, id.kind]);

/** @returns all pairs that are similar enough, the best first */
function rankPairs<O extends UnmatchedObject>(
  removed: readonly Features<O>[],
  added: readonly Features<O>[],
) {
  // Candidates are searched from both sides, so that swapping the sides gives the same pairs.
  const pairs = [
    ...findCandidates(removed, added),
    ...findCandidates(added, removed).map(([to, from]) => [from, to] as const),
  ];
  return pairs
    .map(([from, to]) => ({
      from: from.object,
      to: to.object,
      similarity: similarity(from, to),
      sharedWords: from.words.intersection(to.words).size,
      names: [from, to]
        .map(({ object }) => objectKey(object.id))
        .toSorted()
        .join(),
    }))
    .filter((pair) => pair.similarity >= minSimilarity)
    .toSorted(
      (a, b) => b.similarity - a.similarity || b.sharedWords - a.sharedWords || (a.names < b.names ? -1 : 1),
    );
}

/**
 * Finds objects that only changed their name or namespace: objects of the same group and kind with nearly the same
 * content. Each object is in one pair at most.
 */
export function findRenames<O extends UnmatchedObject>(
  removed: readonly O[],
  added: readonly O[],
): { from: O; to: O }[] {
  const addedByKind = Map.groupBy(added, groupAndKind);
  const paired = new Set<O>();
  return [...Map.groupBy(removed, groupAndKind)].flatMap(([kind, objects]) => {
    const others = addedByKind.get(kind) ?? [];
    return rankPairs(objects.map(extractFeatures), others.map(extractFeatures)).flatMap(({ from, to }) => {
      if (paired.has(from) || paired.has(to)) return [];
      paired.add(from).add(to);
      return [{ from, to }];
    });
  });
}
