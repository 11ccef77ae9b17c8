import semver from 'semver';
import { parse } from 'yaml';
import { type Fault, UserError, userError } from '../../../model/errors.ts';
import type { Git } from '../../git/git.ts';
import { resolveCommit } from '../../git/resolve-commit.ts';
import type { ChartMetadata } from '../metadata.ts';

async function mergeBase(git: Git, base: string): Promise<string> {
  const details = { where: '--base', hint: 'run git fetch origin, or name another commit' };
  const commit = await resolveCommit(git, base, details);
  try {
    return await git('merge-base', commit, 'HEAD');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw userError(`${JSON.stringify(base)} and HEAD have no common ancestor`, details);
  }
}

/**
 * Whether a chart that changed since the branch left its base has a higher version (chart-testing,
 * "check-version-increment"). What is not committed counts too.
 *
 * @param path of the chart in the checkout, whose root git works in
 * @throws UserError when there is no such base
 */
export async function versionFaultsSince(
  git: Git,
  base: string,
  path: string,
  { version }: ChartMetadata,
): Promise<Fault[]> {
  const commit = await mergeBase(git, base);
  const changed = await git('diff', '--name-only', commit, '--', path);
  const untracked = await git('ls-files', '--others', '--exclude-standard', '--', path);
  if (changed === '' && untracked === '') return [];
  const before = await git('show', `${commit}:${path}/Chart.yaml`).catch(() => undefined);
  const had: unknown = before === undefined ? undefined : parse(before)?.version;
  if (typeof had !== 'string' || semver.gt(version, had)) return [];
  const where = `${path}/Chart.yaml: version`;
  return [
    { where, what: `is ${version}, though the chart changed since ${had}`, hint: 'pipeline version bump' },
  ];
}
