import semver from 'semver';
import { type Fault, UserError } from '../../model/errors.ts';
import { imageTag, isVersion } from '../../model/version.ts';

import { isTag } from '../oci/reference.ts';
import { imageTagsOf } from '../version/release-source.ts';

/** What the tags of an image are made from. */
export interface Build {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** What the build was stamped with: a version without v, or nothing of use where it was not stamped. */
  readonly version?: string | undefined;
  /** Undefined where a tag was built. */
  readonly branch?: string | undefined;
  /** Of the image, once it is known. */
  readonly digest?: string | undefined;
}

/** What a build without a stamp has in place of a version; the last is Bazel's own text, not replaced. */
const unstamped = ['', 'dev', '{STABLE_VERSION}'];

/** The tags that staging knows images by: `stg-<7 digits of the commit>` and `stg-<version>`. */
export const stagingTags = (commit: string, version: string): string[] =>
  imageTagsOf({ channel: 'staging', commit, version });

/** The tags of a released version that never move. */
export const versionTags = (version: string): string[] => [version, imageTag(version)];

/** `latest` leads to a released version, never to a prerelease. */
export const movingTags = (version: string): string[] =>
  semver.prerelease(version) === null ? ['latest'] : [];

function tagsOfVersion(version: string, commit: string, branch: string | undefined): string[] {
  if (branch === undefined) return [imageTag(version), ...movingTags(version)];
  if (branch === 'stg') return stagingTags(commit, version);
  if (branch === 'main') return [...versionTags(version), ...movingTags(version)];
  return [];
}

/** What keeps a version from being one that a release carries, and that fits into every tag. */
export function faultsOfPlainVersion(where: string, version: string): Fault[] {
  if (isVersion(version) && isTag(`stg-${version}`)) return [];
  const hint = 'write one version without v and build metadata, for instance 1.0.76; at most 124 characters';
  return [{ where, what: `${JSON.stringify(version)} is not a plain version`, hint }];
}

function faultsOfForm(where: string, text: string, form: RegExp, hint: string): Fault[] {
  return form.test(text) ? [] : [{ where, what: `${JSON.stringify(text)} is malformed`, hint }];
}

const faultsOf = (commit: string, version: string | undefined, digest: string | undefined): Fault[] => [
  ...faultsOfForm('--commit', commit, /^[0-9a-f]{40}$/, 'write all 40 hexadecimal digits of the commit'),
  ...(version === undefined ? [] : faultsOfPlainVersion('--version', version)),
  ...(digest === undefined
    ? []
    : faultsOfForm('--digest', digest, /^sha256:[0-9a-f]{64}$/, 'write sha256:<64 hexadecimal digits>')),
];

/**
 * The tags of an image: always its commit and its digest; its version by the branch that it was built from. A branch
 * that releases nothing, and a build without a stamp, give no version.
 *
 * @throws UserError for a commit, version or digest that is malformed
 */
export function imageTags({ commit, version, branch, digest }: Build): string[] {
  const stamp = version === undefined || unstamped.includes(version) ? undefined : version;
  const faults = faultsOf(commit, stamp, digest);
  if (faults.length > 0) throw new UserError(faults);
  return [
    `sha-${commit}`,
    ...(digest === undefined ? [] : [`sha-${digest.slice('sha256:'.length, 'sha256:'.length + 12)}`]),
    ...(stamp === undefined ? [] : tagsOfVersion(stamp, commit, branch)),
  ];
}
