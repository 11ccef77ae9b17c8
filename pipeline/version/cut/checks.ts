import semver from 'semver';
import type { Fault } from '../../../model/errors.ts';
import { highestVersion, isVersion } from '../../../model/version.ts';
import type { Change, Checkout } from '../../git/checkout.ts';
import { type Edits, readText } from '../../git/file-edits.ts';

import { findChangelogEntry } from '../changelog.ts';
import { type HotfixRecord, readHotfix } from '../hotfix-record.ts';
import type { CutState } from './state.ts';

const where = '--version';

/** Takes a prerelease only where it was said to be one, and nothing else there. */
export function faultsOfVersion(version: string, isPrerelease: boolean): Fault[] {
  if (!isVersion(version)) {
    const what = `${JSON.stringify(version)} is not a version`;
    return [{ where, what, hint: 'write one such as 1.0.77, without v and without build metadata' }];
  }
  if ((semver.prerelease(version) !== null) === isPrerelease) return [];
  return isPrerelease
    ? [{ where, what: `${version} is no prerelease`, hint: 'leave out --prerelease' }]
    : [{ where, what: `${version} is a prerelease`, hint: 'say so: --prerelease' }];
}

export const faultsOfBranch = (branch: string | undefined): Fault[] =>
  branch === undefined ? [{ what: 'HEAD is detached', hint: 'check out the branch that is released' }] : [];

/** Takes only changes in files that the release itself writes; those are judged with their edits. */
export const faultsOfChanges = (changes: readonly Change[], edits: Edits): Fault[] =>
  changes
    .filter(({ path }) => !edits.has(path))
    .map(({ path }) => ({
      where: path,
      what: 'is changed or new, but not committed',
      hint: 'commit it, stash it (git stash --include-untracked) or remove it',
    }));

export async function faultsOfChangelog(checkout: Checkout, version: string): Promise<Fault[]> {
  const file = 'CHANGELOG.md';
  const text = await readText(checkout, file);
  if (text !== undefined && findChangelogEntry(text, version) !== undefined) return [];
  const hint = `write what changed under "## [${version}]", or say --skip-changelog-check`;
  return [{ where: file, what: `has no entry for ${version}`, hint }];
}

/** Takes only a version that is higher than every other tag, here and on origin. */
export function faultsOfOrder({ here, onOrigin = [] }: CutState, version: string): Fault[] {
  const others = [...here, ...onOrigin].map((tag) => tag.version).filter((other) => other !== version);
  const newest = highestVersion(others);
  if (newest === undefined || semver.gt(version, newest)) return [];
  return [{ where, what: `${version} is not higher than v${newest}`, hint: 'choose a higher version' }];
}

/** A cut that is run again must not change whether, why and for whom staging is skipped. */
export async function faultsOfRecord(
  { git }: Checkout,
  commit: string,
  hotfix: HotfixRecord | undefined,
): Promise<Fault[]> {
  const recorded = await readHotfix(git, commit);
  if (recorded?.reason === hotfix?.reason && recorded?.actor === hotfix?.actor) return [];
  const what =
    recorded === undefined
      ? 'the release commit is there already, and is no hotfix'
      : `the release commit is there already, as a hotfix: ${recorded.reason} (${recorded.actor})`;
  return [{ what, hint: 'say the same again, or choose a higher version' }];
}
