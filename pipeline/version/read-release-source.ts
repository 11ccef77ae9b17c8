import { userError } from '../../model/errors.ts';
import { isVersion } from '../../model/version.ts';
import { short } from '../git/checkout.ts';
import type { Git } from '../git/git.ts';
import { resolveCommit } from '../git/resolve-commit.ts';
import type { Channel, ReleaseSource } from '../../model/release-source.ts';

/**
 * The source of a release: by default the commit HEAD, and the version in the commit's file VERSION.
 *
 * @throws UserError if the commit is not in this repository, or the version is not plain semver
 */
export async function readSource(
  git: Git,
  given: { readonly version?: string; readonly commit?: string; readonly channel: Channel },
): Promise<ReleaseSource> {
  const commit = await resolveCommit(git, given.commit ?? 'HEAD', {
    where: '--commit',
    hint: 'fetch it first, or name another commit',
  });
  const version = given.version ?? (await git('show', '--end-of-options', `${commit}:VERSION`)).trim();
  if (!isVersion(version)) {
    const where = given.version === undefined ? `VERSION in ${short(commit)}` : '--version';
    const hint = 'write one version without v and build metadata, for instance 1.0.76';
    throw userError(`${JSON.stringify(version)} is not a plain version`, { where, hint });
  }
  return { version, commit, channel: given.channel };
}
