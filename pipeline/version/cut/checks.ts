import semver from 'semver';
import type { Fault } from '../../../model/errors.ts';
import { highestVersion, isVersion } from '../../../model/version.ts';
import type { Change, Checkout } from '../../git/checkout.ts';
import { type Edits, readText } from '../../git/file-edits.ts';
import { findChangelogEntry } from '../changelog.ts';
import { type HotfixRecord, readHotfix } from '../hotfix-record.ts';
import type { CutState } from './state.ts';

const where = '--version';

/** Checks that the version is valid, and a prerelease if and only if `isPrerelease` is set. */
export function checkVersion(version: string, isPrerelease: boolean): Fault[] {
  if (!isVersion(version)) {
    const what = `${JSON.stringify(version)} is not a version`;
    return [{ where, what, hint: 'write one version without v and build metadata, for instance 1.0.77' }];
  }
  if ((semver.prerelease(version) !== null) === isPrerelease) return [];
  return isPrerelease
    ? [{ where, what: `${version} is not a prerelease`, hint: 'leave out --prerelease' }]
    : [{ where, what: `${version} is a prerelease`, hint: 'add --prerelease' }];
}

export const checkBranch = (branch: string | undefined): Fault[] =>
  branch === undefined ? [{ what: 'HEAD is detached', hint: 'check out the branch to release' }] : [];

/** Checks that only files with an edit of the release are changed; `planEdits` checks those files. */
export const checkChanges = (changes: readonly Change[], edits: Edits): Fault[] =>
  changes
    .filter(({ path }) => !edits.has(path))
    .map(({ path }) => ({
      where: path,
      what: 'is changed or new, but not committed',
      hint: 'commit it, stash it (git stash --include-untracked) or remove it',
    }));

export async function checkChangelog(checkout: Checkout, version: string): Promise<Fault[]> {
  const file = 'CHANGELOG.md';
  const text = await readText(checkout, file);
  if (text !== undefined && findChangelogEntry(text, version) !== undefined) return [];
  const hint = `write what changed under "## [${version}]", or use --skip-changelog-check`;
  return [{ where: file, what: `has no entry for ${version}`, hint }];
}

/** Checks that the version is higher than all other version tags, local and on origin. */
export function checkOrder({ localTags, originTags = [] }: CutState, version: string): Fault[] {
  const others = [...localTags, ...originTags].map((tag) => tag.version).filter((other) => other !== version);
  const newest = highestVersion(others);
  if (newest === undefined || semver.gt(version, newest)) return [];
  return [{ where, what: `${version} is not higher than v${newest}`, hint: 'choose a higher version' }];
}

/** Checks that a repeated cut has the same hotfix record as the existing release commit. */
export async function checkHotfixRecord(
  { git }: Checkout,
  commit: string,
  hotfix: HotfixRecord | undefined,
): Promise<Fault[]> {
  const recorded = await readHotfix(git, commit);
  if (recorded?.reason === hotfix?.reason && recorded?.actor === hotfix?.actor) return [];
  const what =
    recorded === undefined
      ? 'the release commit exists already and is not a hotfix'
      : `the release commit exists already as a hotfix: ${recorded.reason} (${recorded.actor})`;
  return [{ what, hint: 'use the same options as before, or choose a higher version' }];
}
