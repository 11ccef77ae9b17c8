import semver from 'semver';
import { type Fault, UserError } from '../../model/errors.ts';
import { imageTagsOf } from '../../model/release-source.ts';
import { imageTag, isVersion } from '../../model/version.ts';
import { isTag } from '../oci/reference.ts';

/** The build of an image, from which its tags are derived. */
export interface Build {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** The build's stamp: a version without `v`; one of `unstamped` if the build has no stamp. */
  readonly version?: string | undefined;
  /** The branch that was built; undefined if a tag was built. */
  readonly branch?: string | undefined;
  /** Digest of the image, if it is known. */
  readonly digest?: string | undefined;
}

/** Versions of a build without a stamp; the last one is Bazel's placeholder, not replaced. */
const unstamped = ['', 'dev', '{STABLE_VERSION}'];

/** The tags of images in staging: `stg-<7 digits of the commit>` and `stg-<version>`. */
export const stagingTags = (commit: string, version: string): string[] =>
  imageTagsOf({ channel: 'staging', commit, version });

/** The tags of a released version, which are never moved. */
export const versionTags = (version: string): string[] => [version, imageTag(version)];

/** The tags that a released version may move: `latest`, but not for a prerelease. */
export const movingTags = (version: string): string[] =>
  semver.prerelease(version) === null ? ['latest'] : [];

function tagsForBranch(version: string, commit: string, branch: string | undefined): string[] {
  if (branch === undefined) return [imageTag(version), ...movingTags(version)];
  if (branch === 'stg') return stagingTags(commit, version);
  if (branch === 'main') return [...versionTags(version), ...movingTags(version)];
  return [];
}

/** Checks that a text is a version of a release and fits into every tag. */
export function checkPlainVersion(where: string, version: string): Fault[] {
  if (isVersion(version) && isTag(`stg-${version}`)) return [];
  const hint = 'write one version without v and build metadata, for instance 1.0.76; at most 124 characters';
  return [{ where, what: `${JSON.stringify(version)} is not a plain version`, hint }];
}

function checkForm(where: string, text: string, form: RegExp, hint: string): Fault[] {
  return form.test(text) ? [] : [{ where, what: `${JSON.stringify(text)} is invalid`, hint }];
}

const checkBuild = (commit: string, version: string | undefined, digest: string | undefined): Fault[] => [
  ...checkForm('--commit', commit, /^[0-9a-f]{40}$/, 'write all 40 hexadecimal digits of the commit'),
  ...(version === undefined ? [] : checkPlainVersion('--version', version)),
  ...(digest === undefined
    ? []
    : checkForm('--digest', digest, /^sha256:[0-9a-f]{64}$/, 'write sha256:<64 hexadecimal digits>')),
];

/**
 * The tags of an image: always those of its commit and digest, and those of its version by the branch that was built.
 * There are no version tags for a build without a stamp, or from a branch that releases nothing.
 *
 * @throws UserError if the commit, version or digest is invalid
 */
export function imageTags({ commit, version, branch, digest }: Build): string[] {
  const stamp = version === undefined || unstamped.includes(version) ? undefined : version;
  const faults = checkBuild(commit, stamp, digest);
  if (faults.length > 0) throw new UserError(faults);
  return [
    `sha-${commit}`,
    ...(digest === undefined ? [] : [`sha-${digest.slice('sha256:'.length, 'sha256:'.length + 12)}`]),
    ...(stamp === undefined ? [] : tagsForBranch(stamp, commit, branch)),
  ];
}
