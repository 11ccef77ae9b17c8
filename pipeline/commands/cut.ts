import { Command } from 'commander';
import { withAction } from './define-command.ts';

interface Flags {
  readonly version: string;
  readonly push?: true;
  readonly dryRun?: true;
  readonly prerelease?: true;
  readonly skipChangelogCheck?: true;
  readonly skipStaging?: true;
  readonly hotfix?: true;
  readonly reason?: string;
  readonly actor?: string;
}

export const cutCommand = (): Command =>
  withAction(
    new Command('cut')
      .description('Releases what is checked out: commits its version, tags it and pushes both')
      .requiredOption('--version <version>', 'the version to release, for instance 1.0.77')
      .option('--push', 'push the branch and the tag to origin, both or neither')
      .option('--dry-run', 'check everything and print what would be done, but change nothing')
      .option('--prerelease', 'the version is a prerelease, for instance 1.1.0-rc.1')
      .option('--skip-changelog-check', 'release without an entry in CHANGELOG.md')
      .option('--hotfix', 'release without staging; the reason and the actor are recorded')
      .option('--skip-staging', 'the same as --hotfix')
      .option('--reason <text>', 'why staging is skipped')
      .option('--actor <name>', 'who skips staging; by default GITHUB_ACTOR, or the user.name of git'),
    async (context, flags: Flags) => {
      const [{ cut }, checkout, pipeline] = await Promise.all([
        import('../version/cut/cut.ts'),
        context.checkout(),
        context.pipeline(),
      ]);
      const request = {
        version: flags.version,
        pushes: flags.push === true,
        isPrerelease: flags.prerelease === true,
        checksChangelog: flags.skipChangelogCheck !== true,
        hotfix: {
          skipsStaging: flags.skipStaging === true || flags.hotfix === true,
          reason: flags.reason,
          actor: await context.actor(flags.actor),
        },
      };
      return cut(checkout, pipeline, request, flags.dryRun === true);
    },
  );
