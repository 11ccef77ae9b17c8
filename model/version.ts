import semver from 'semver';

/** Whether a text is one version of a release: semver 2.0.0 without `v` and without build metadata. */
export const isVersion = (text: string): boolean => semver.parse(text)?.version === text;

/** The highest version, by the precedence of semver; undefined if there are none. */
export const highestVersion = (versions: readonly string[]): string | undefined =>
  versions.toSorted(semver.rcompare)[0];

/** The image tag of a version, which is also its Git tag: `v1.0.76` for 1.0.76. */
export const imageTag = (version: string): string => `v${version}`;
