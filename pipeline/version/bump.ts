import semver from 'semver';
import type { Application } from '../../model/application.ts';
import { type Checked, combine, faultsOf, unwrap, valid } from '../../model/checked.ts';
import { type Fault, UserError } from '../../model/errors.ts';
import { highestVersion } from '../../model/version.ts';
import { chartFile, checkVersionFiles, parseVersionFile, versionFile } from '../chart/version-files.ts';
import { type Change, type Checkout, readBranch, readChanges, readCommit, short } from '../git/checkout.ts';
import { readCommits } from '../git/commits.ts';
import { commitFiles, planEdits, readCommitted } from '../git/file-edits.ts';
import type { Git } from '../git/git.ts';
import { readTags } from '../git/version-tags.ts';
import type { Outcome } from '../outcome.ts';
import { impliedRaise, type Level, type Raise } from './bump-level.ts';
import { versionEdits } from './version-edits.ts';

const commitMessage = (version: string): string => `chore: raise the version to ${version}`;

/** The version in HEAD. */
async function readVersion(
  checkout: Checkout,
  application: Application,
  changes: readonly Change[],
): Promise<string> {
  const [version, chart] = await Promise.all([
    readCommitted(checkout, changes, versionFile),
    readCommitted(checkout, changes, chartFile(application)),
  ]);
  const texts = unwrap(combine({ version, chart }));
  return unwrap(checkVersionFiles(application, texts.version, texts.chart));
}

/**
 * The version to raise if nothing was released yet: the one before the last raise, so that raising it again or further
 * starts from the same version.
 */
async function readUnreleasedBase(git: Git, current: string): Promise<string> {
  const raised = await readCommit(git, '%P%x00%s', 'HEAD', versionFile);
  const [parents = '', subject] = raised.split('\0');
  if (subject !== commitMessage(current) || parents === '') return current;
  const before = parseVersionFile(await git('show', `${parents.split(' ')[0]}:${versionFile}`));
  return before.value ?? current;
}

async function readRaise(
  git: Git,
  explicit: Level | undefined,
  released: string | undefined,
): Promise<Checked<Raise>> {
  if (explicit !== undefined) return valid({ level: explicit, because: 'of the option' });
  const range = released === undefined ? 'HEAD' : `refs/tags/v${released}..HEAD`;
  return impliedRaise(await readBranch(git), await readCommits(git, range));
}

/** Checks that no other files than those with the version are staged. */
const checkStaged = (changes: readonly Change[], own: readonly string[]): Fault[] =>
  changes
    .filter(({ path, isStaged }) => isStaged && !own.includes(path))
    .map(({ path }) => ({
      where: path,
      what: 'is staged, but does not belong to the version',
      hint: 'commit it first, or unstage it (git restore --staged)',
    }));

/**
 * Raises the last released version, writes it to VERSION and the chart, and commits that on the branch. If the version
 * has been raised that far already, nothing changes.
 *
 * @param explicit the part to raise; by default the branch and its commits decide
 * @throws UserError with all faults together; nothing is written then
 */
export async function bump(
  checkout: Checkout,
  application: Application,
  explicit: Level | undefined,
): Promise<Outcome> {
  const { git } = checkout;
  const changes = await readChanges(git);
  const current = await readVersion(checkout, application, changes);
  const released = highestVersion((await readTags(git, 'HEAD')).map(({ version }) => version));
  const raise = await readRaise(git, explicit, released);
  const faults = [...checkStaged(changes, [versionFile, chartFile(application)]), ...faultsOf(raise)];
  if (faults.length > 0) throw new UserError(faults);
  const { level, because } = unwrap(raise);

  const base = released ?? (await readUnreleasedBase(git, current));
  const version = semver.inc(base, level) ?? current;
  if (semver.gte(current, version)) {
    return { text: `already ${current}`, data: { version: current, from: base, changed: false } };
  }
  const files = unwrap(await planEdits(checkout, changes, versionEdits(application, version)));
  await commitFiles(checkout, files, commitMessage(version));
  const commit = await git('rev-parse', '--verify', 'HEAD');
  return {
    text: `${base} -> ${version} (${level}, because ${because}), committed as ${short(commit)}`,
    data: { version, from: base, changed: true, level, commit },
  };
}
