import semver, { type SemVer } from 'semver';

const looseVersion = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/** Parses a tag as Argo CD does: `v1.2` is 1.2.0, and `1.2.3_4` is 1.2.3+4, because a tag cannot contain `+`. */
function parseTag(tag: string): SemVer | null {
  const [isVersion, major, minor = '0', patch = '0', prerelease = ''] =
    looseVersion.exec(tag.replaceAll('_', '+')) ?? [];
  if (isVersion === undefined) return null;
  return semver.parse(`${Number(major)}.${Number(minor)}.${Number(patch)}${prerelease}`);
}

/** Whether Argo CD reads a revision as a range (`*`, `~1.0`, `>=1 <3`). */
export const isRange = (revision: string): boolean =>
  parseTag(revision) === null && semver.validRange(revision) !== null && revision.trim() !== '';

/** An alternative of a range includes prereleases only if it names one. */
const includesVersion = (range: string, version: SemVer): boolean =>
  range.split('||').some((alternative) => {
    const includePrerelease = /\d-[0-9A-Za-z]/.test(alternative);
    return (
      (includePrerelease || version.prerelease.length === 0) &&
      semver.satisfies(version, alternative, { includePrerelease })
    );
  });

/**
 * The tag of the newest version in a range, as Argo CD selects it (Masterminds/semver: tags may be loose versions, other
 * tags are ignored, and prereleases count only if the range names one).
 *
 * @returns undefined if no tag is in the range
 */
export function newestInRange(range: string, tags: readonly string[]): string | undefined {
  let newest: { readonly tag: string; readonly version: SemVer } | undefined;
  for (const tag of tags) {
    const version = parseTag(tag);
    if (version === null || !includesVersion(range, version)) continue;
    if (newest === undefined || semver.gt(version, newest.version)) newest = { tag, version };
  }
  return newest?.tag;
}

/** The newest versions among the tags, newest first, for messages. */
export const newestVersions = (tags: readonly string[], count = 5): string[] =>
  tags
    .flatMap((tag) => {
      const version = parseTag(tag);
      return version === null ? [] : [{ tag, version }];
    })
    .toSorted((a, b) => semver.rcompare(a.version, b.version))
    .slice(0, count)
    .map(({ tag }) => tag);
