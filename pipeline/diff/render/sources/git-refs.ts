import { isRange, newestInRange } from '../../../chart/range.ts';

/** Full name of each branch and tag, and `HEAD`, to its commit. */
export type Refs = ReadonlyMap<string, string>;

const tagPrefix = 'refs/tags/';

/** Whether a text is the whole name of a commit (SHA-1 or SHA-256). */
export const isCommitHash = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);

/** Reads lines `<object>\t<name>`, as `git ls-remote` prints them; `<name>^{}` is the commit of an annotated tag. */
export function parseRefs(text: string): Refs {
  const refs = new Map<string, string>();
  for (const line of text.split('\n').filter(Boolean)) {
    const [object = '', name = ''] = line.split('\t');
    refs.set(name.replace(/\^\{\}$/, ''), object);
  }
  return refs;
}

/** The names of the tags, without `refs/tags/`. */
export const tagNames = (refs: Refs): string[] =>
  [...refs.keys()].filter((name) => name.startsWith(tagPrefix)).map((name) => name.slice(tagPrefix.length));

/** The commit that Argo CD would deploy for a revision: the newest tag in a range, a branch, a tag, or a full name. */
export function findCommit(refs: Refs, revision: string): string | undefined {
  const name = (isRange(revision) ? newestInRange(revision, tagNames(refs)) : undefined) ?? revision;
  return [name, `refs/heads/${name}`, `${tagPrefix}${name}`]
    .map((ref) => refs.get(ref))
    .find((commit) => commit !== undefined);
}
