import { isVersion } from '../../model/version.ts';
import type { Git } from './git.ts';

/** A tag `v<version>`. */
export interface VersionTag {
  readonly version: string;
  /** What the tag's name points to: the annotation, or the commit itself. */
  readonly object: string;
  readonly commit: string;
}

const named = (name: string, object: string, commit: string): VersionTag[] =>
  name.startsWith('v') && isVersion(name.slice(1)) ? [{ version: name.slice(1), object, commit }] : [];

/**
 * The version tags of this checkout.
 *
 * @param from with `'HEAD'` only those of commits that HEAD contains
 */
export async function readTags(git: Git, from?: 'HEAD'): Promise<VersionTag[]> {
  const format = '--format=%(refname:strip=2) %(objectname) %(*objectname)';
  const reachable = from === undefined ? [] : [`--merged=${from}`];
  const refs = await git('for-each-ref', format, ...reachable, 'refs/tags/v*');
  return refs.split('\n').flatMap((line) => {
    const [name = '', object = '', commit = ''] = line.split(' ');
    return named(name, object, commit || object);
  });
}

/**
 * The version tags of origin.
 *
 * @throws UserError with git's words when it cannot be reached
 */
export async function readOriginTags(git: Git): Promise<VersionTag[]> {
  const lines = (await git('ls-remote', 'origin', 'refs/tags/v*')).split('\n').filter(Boolean);
  const objects = new Map(
    lines.map((line) => [line.slice(line.indexOf('\t') + 1), line.slice(0, line.indexOf('\t'))]),
  );
  return [...objects].flatMap(([ref, object]) =>
    named(ref.slice('refs/tags/'.length), object, objects.get(`${ref}^{}`) ?? object),
  );
}
