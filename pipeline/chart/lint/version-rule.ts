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
 * Checks that a chart that changed since its base has a higher version (chart-testing, "check-version-increment").
 * Uncommitted changes count too.
 *
 * @param git in the root of the checkout
 * @param path of the chart in the checkout
 * @throws UserError if there is no such base
 */
export async function checkVersionRaised(
  git: Git,
  base: string,
  path: string,
  { version }: ChartMetadata,
): Promise<Fault[]> {
  const commit = await mergeBase(git, base);
  const changed = await git('diff', '--name-only', commit, '--', path);
  const untracked = await git('ls-files', '--others', '--exclude-standard', '--', path);
  if (changed === '' && untracked === '') return [];
  const file = `${path}/Chart.yaml`;
  const existed = (await git('ls-tree', '--name-only', commit, '--', file)) !== '';
  const previous: unknown = existed ? parse(await git('show', `${commit}:${file}`))?.version : undefined;
  if (typeof previous !== 'string' || semver.gt(version, previous)) return [];
  const where = `${path}/Chart.yaml: version`;
  return [
    {
      where,
      what: `is ${version}, but the chart has changed since ${previous}`,
      hint: 'run pipeline version bump',
    },
  ];
}
