import { isRange, newestInRange } from '../../../chart/range.ts';

/** The commits of all branches, tags and `HEAD`, by their full names: `refs/heads/main`, `refs/tags/v1.0.0`. */
export type Refs = ReadonlyMap<string, string>;

const tagPrefix = 'refs/tags/';

/** Whether a text is the full hash of a commit (SHA-1 or SHA-256). */
export const isCommitHash = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);

/** Parses `git ls-remote`: lines of `<object>\t<name>`, where `<name>^{}` is the commit of an annotated tag. */
export function parseRefs(text: string): Refs {
  const refs = new Map<string, string>();
  for (const line of text.split('\n').filter(Boolean)) {
    const [object = '', name = ''] = line.split('\t');
    refs.set(name.replace(/\^\{\}$/, ''), object);
  }
  return refs;
}

/** Without `refs/tags/`. */
export const tagNames = (refs: Refs): string[] =>
  [...refs.keys()].filter((name) => name.startsWith(tagPrefix)).map((name) => name.slice(tagPrefix.length));

/**
 * Finds the commit that Argo CD would deploy.
 *
 * @param revision a range, of which the newest tag counts; or a branch, a tag, or the full name of either
 */
export function findCommit(refs: Refs, revision: string): string | undefined {
  const name = (isRange(revision) ? newestInRange(revision, tagNames(refs)) : undefined) ?? revision;
  return [name, `refs/heads/${name}`, `${tagPrefix}${name}`]
    .map((ref) => refs.get(ref))
    .find((commit) => commit !== undefined);
}
