import semver from 'semver';
import type { Application } from '../../model/application.ts';
import { type Fault, UserError } from '../../model/errors.ts';
import { highestVersion } from '../../model/version.ts';
import { type Change, type Checkout, readBranch, readChanges, readCommit, short } from '../git/checkout.ts';
import { readCommits } from '../git/commits.ts';
import { commitFiles, planEdits, readCommitted } from '../git/file-edits.ts';
import type { Git } from '../git/git.ts';
import { readTags } from '../git/version-tags.ts';
import type { Outcome } from '../outcome.ts';
import { impliedRaise, type Level, type Raise } from './bump-level.ts';
import { chartFile, parseVersionFile, versionEdits, versionFaults, versionFile } from './version-files.ts';

const messageOf = (version: string): string => `chore: raise the version to ${version}`;

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
  const missing = [version, chart].filter((text) => typeof text !== 'string');
  if (typeof version !== 'string' || typeof chart !== 'string') throw new UserError(missing);
  const faults = versionFaults(application, version, chart);
  const parsed = parseVersionFile(version);
  if (typeof parsed !== 'string' || faults.length > 0) throw new UserError(faults);
  return parsed;
}

/**
 * What a version is raised from where nothing was released yet: the version before the last raise, so that raising
 * it again, or further, starts from the same.
 */
async function readUnreleased(git: Git, current: string): Promise<string> {
  const raised = await readCommit(git, '%P%x00%s', 'HEAD', versionFile);
  const [parents = '', subject] = raised.split('\0');
  if (subject !== messageOf(current) || parents === '') return current;
  const before = parseVersionFile(await git('show', `${parents.split(' ')[0]}:${versionFile}`));
  return typeof before === 'string' ? before : current;
}

async function readRaise(git: Git, explicit: Level | undefined, released: string | undefined) {
  if (explicit !== undefined) return { level: explicit, because: 'it was said' };
  const range = released === undefined ? 'HEAD' : `refs/tags/v${released}..HEAD`;
  return impliedRaise(await readBranch(git), await readCommits(git, range));
}

function faultsOf(changes: readonly Change[], own: readonly string[], raise: Raise | Fault): Fault[] {
  const staged = changes.filter(({ path, isStaged }) => isStaged && !own.includes(path));
  return [
    ...staged.map(({ path }) => ({
      where: path,
      what: 'is staged, but is no part of a raised version',
      hint: 'commit it first, or unstage it (git restore --staged)',
    })),
    ...('what' in raise ? [raise] : []),
  ];
}

/**
 * Raises the version that was released last, in VERSION and in the chart, and commits that on the branch. A version
 * that is raised that far already stays: running it again changes nothing.
 *
 * @param explicit how far; undefined where the branch or its commits say it
 * @throws UserError with all faults together; then nothing is written
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
  const faults = faultsOf(changes, [versionFile, chartFile(application)], raise);
  if (faults.length > 0 || 'what' in raise) throw new UserError(faults);

  const base = released ?? (await readUnreleased(git, current));
  const version = semver.inc(base, raise.level) ?? current;
  if (semver.gte(current, version)) {
    return { text: `already ${current}`, data: { version: current, from: base, changed: false } };
  }
  const planned = await planEdits(checkout, changes, versionEdits(application, version));
  if (planned.faults.length > 0) throw new UserError(planned.faults);
  await commitFiles(checkout, planned.files, messageOf(version));
  const commit = await git('rev-parse', '--verify', 'HEAD');
  return {
    text: `${base} -> ${version} (${raise.level}, because ${raise.because}), committed as ${short(commit)}`,
    data: { version, from: base, changed: true, level: raise.level, commit },
  };
}
