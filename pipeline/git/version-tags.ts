import { isVersion } from '../../model/version.ts';
import type { Git } from './git.ts';

/** A tag `v<version>`. */
export interface VersionTag {
  readonly version: string;
  /** The object that the tag points to: the annotated tag, or the commit itself. */
  readonly object: string;
  readonly commit: string;
}

const parseVersionTag = (name: string, object: string, commit: string): VersionTag[] =>
  name.startsWith('v') && isVersion(name.slice(1)) ? [{ version: name.slice(1), object, commit }] : [];

/**
 * The version tags of this checkout.
 *
 * @param from `HEAD` for only the tags of commits that HEAD contains
 */
export async function readTags(git: Git, from?: 'HEAD'): Promise<VersionTag[]> {
  const format = '--format=%(refname:strip=2) %(objectname) %(*objectname)';
  const reachable = from === undefined ? [] : [`--merged=${from}`];
  const refs = await git('for-each-ref', format, ...reachable, 'refs/tags/v*');
  return refs.split('\n').flatMap((line) => {
    const [name = '', object = '', commit = ''] = line.split(' ');
    return parseVersionTag(name, object, commit || object);
  });
}

/**
 * The version tags of origin.
 *
 * @throws UserError with git's message if origin cannot be reached
 */
export async function readOriginTags(git: Git): Promise<VersionTag[]> {
  const lines = (await git('ls-remote', 'origin', 'refs/tags/v*')).split('\n').filter(Boolean);
  const objects = new Map(
    lines.map((line) => [line.slice(line.indexOf('\t') + 1), line.slice(0, line.indexOf('\t'))]),
  );
  return [...objects].flatMap(([ref, object]) =>
    parseVersionTag(ref.slice('refs/tags/'.length), object, objects.get(`${ref}^{}`) ?? object),
  );
}
