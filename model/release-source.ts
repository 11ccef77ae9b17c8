import { imageTag } from './version.ts';

/** Who a release is for: `staging` is built from the branch `stg`, `release` from `main` or a tag. */
export const channels = ['staging', 'release'] as const;
export type Channel = (typeof channels)[number];

/** The source of a release: a version (semver 2.0.0, without `v`) at a commit (40 hexadecimal digits). */
export interface ReleaseSource {
  readonly version: string;
  readonly commit: string;
  readonly channel: Channel;
}

/** The tag of the release on GitHub, which its images have too: `v1.0.76` or `stg-1.0.76`. */
export const releaseTag = ({ channel, version }: ReleaseSource): string =>
  channel === 'release' ? imageTag(version) : `stg-${version}`;

/** The other tag that images of the channel have: `1.0.76`, or `stg-<7 digits of the commit>`. */
export const secondTag = ({ channel, version, commit }: ReleaseSource): string =>
  channel === 'release' ? version : `stg-${commit.slice(0, 7)}`;

/** Both tags that images of the release have. */
export const imageTagsOf = (source: ReleaseSource): string[] => [secondTag(source), releaseTag(source)];
