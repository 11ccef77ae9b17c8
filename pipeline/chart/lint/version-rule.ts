import semver from 'semver';
import { parse } from 'yaml';
import { type Fault, userError } from '../../../model/errors.ts';
import type { Git } from '../../git/git.ts';
import type { ChartMetadata } from '../metadata.ts';

async function mergeBase(git: Git, base: string): Promise<string> {
  try {
    const commit = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${base}^{commit}`);
    return await git('merge-base', commit, 'HEAD');
  } catch {
    const what = `${JSON.stringify(base)} is no commit that this branch came from`;
    throw userError(what, { where: '--base', hint: 'git fetch origin, or name another' });
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
