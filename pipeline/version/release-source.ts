import { imageTag } from '../../model/version.ts';

/** Whom a release is for: `staging` comes from the branch `stg`, `release` from `main` or from a tag. */
export const channels = ['staging', 'release'] as const;
export type Channel = (typeof channels)[number];

/** What one release is made of: a version (semver 2.0.0, no `v`) at a commit (40 hexadecimal digits). */
export interface ReleaseSource {
  readonly version: string;
  readonly commit: string;
  readonly channel: Channel;
}

/** The tag of the release on GitHub, which its images carry as well: `v1.0.76` or `stg-1.0.76`. */
export const releaseTag = ({ channel, version }: ReleaseSource): string =>
  channel === 'release' ? imageTag(version) : `stg-${version}`;

/** The other tag that images of the channel carry: `1.0.76`, or `stg-<7 digits of the commit>`. */
export const secondTag = ({ channel, version, commit }: ReleaseSource): string =>
  channel === 'release' ? version : `stg-${commit.slice(0, 7)}`;

/** Both tags that images of the release carry. */
export const imageTagsOf = (source: ReleaseSource): string[] => [secondTag(source), releaseTag(source)];
