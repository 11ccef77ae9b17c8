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
