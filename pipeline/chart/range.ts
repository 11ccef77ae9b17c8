import semver, { type SemVer } from 'semver';

const looseVersion = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/** A tag as Argo CD reads it: `v1.2` is 1.2.0, and `1.2.3_4` is 1.2.3+4, since a tag cannot have a `+`. */
function versionOf(tag: string): SemVer | null {
  const [isVersion, major, minor = '0', patch = '0', prerelease = ''] =
    looseVersion.exec(tag.replaceAll('_', '+')) ?? [];
  if (isVersion === undefined) return null;
  return semver.parse(`${Number(major)}.${Number(minor)}.${Number(patch)}${prerelease}`);
}

/** Whether Argo CD takes a revision for a range (`*`, `~1.0`, `>=1 <3`) and not for the name of something. */
export const isRange = (revision: string): boolean =>
  versionOf(revision) === null && semver.validRange(revision) !== null && revision.trim() !== '';

/** Prereleases count in those alternatives of a range alone that name one. */
const allows = (range: string, version: SemVer): boolean =>
  range.split('||').some((alternative) => {
    const includePrerelease = /\d-[0-9A-Za-z]/.test(alternative);
    return (
      (includePrerelease || version.prerelease.length === 0) &&
      semver.satisfies(version, alternative, { includePrerelease })
    );
  });

/**
 * The tag of the newest version in a range, as Argo CD picks it (Masterminds/semver: a tag may be a loose version, one
 * that is none is passed over, and prereleases are left out unless the range names one).
 *
 * @returns undefined where no tag is in the range
 */
export function newestInRange(range: string, tags: readonly string[]): string | undefined {
  let newest: { readonly tag: string; readonly version: SemVer } | undefined;
  for (const tag of tags) {
    const version = versionOf(tag);
    if (version === null || !allows(range, version)) continue;
    if (newest === undefined || semver.gt(version, newest.version)) newest = { tag, version };
  }
  return newest?.tag;
}

/** The newest versions among tags, at most this many, for a message. */
export const newestVersions = (tags: readonly string[], count = 5): string[] =>
  tags
    .flatMap((tag) => {
      const version = versionOf(tag);
      return version === null ? [] : [{ tag, version }];
    })
    .toSorted((a, b) => semver.rcompare(a.version, b.version))
    .slice(0, count)
    .map(({ tag }) => tag);
