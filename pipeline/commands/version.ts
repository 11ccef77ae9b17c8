import { Command, Option } from 'commander';
import { printing } from './outcome.ts';

const levels = ['major', 'minor', 'patch'] as const;

function stampVerb(): Command {
  const command = new Command('stamp').description(
    'Prints STABLE_VERSION and STABLE_COMMIT_SHA, for the workspace status of Bazel',
  );
  return printing(command, async () => {
    const [{ findCheckout }, { stamp }] = await Promise.all([
      import('../git/checkout.ts'),
      import('../version/stamp.ts'),
    ]);
    return stamp(await findCheckout(process.cwd()));
  });
}

function bumpVerb(): Command {
  const command = new Command('bump').description(
    'Raises the version of the last release in VERSION and in the chart, and commits that on this branch',
  );
  for (const level of levels) {
    const option = new Option(`--${level}`, `raise the ${level} version, whatever branch and commits say`);
    command.addOption(option.conflicts(levels.filter((other) => other !== level)));
  }
  return printing(command, async (options: Partial<Record<(typeof levels)[number], true>>) => {
    const [{ findCheckout }, { bump }, { pipeline }] = await Promise.all([
      import('../git/checkout.ts'),
      import('../version/bump.ts'),
      import('../../environments/index.ts'),
    ]);
    const level = levels.find((each) => options[each]);
    return bump(await findCheckout(process.cwd()), pipeline.application, level);
  });
}

export const versionVerbs = (): Command =>
  new Command('version')
    .description('The version of the application')
    .addCommand(stampVerb())
    .addCommand(bumpVerb());

interface CutOptions {
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

export function cutVerb(): Command {
  const command = new Command('cut')
    .description('Releases what is checked out: commits its version, tags it and pushes both')
    .requiredOption('--version <version>', 'the version to release, for instance 1.0.77')
    .option('--push', 'push the branch and the tag to origin, both or neither')
    .option('--dry-run', 'check everything and say what would be done, but change nothing')
    .option('--prerelease', 'the version is a prerelease, for instance 1.1.0-rc.1')
    .option('--skip-changelog-check', 'release without an entry in CHANGELOG.md')
    .option('--hotfix', 'release without staging; the reason and the actor are recorded')
    .option('--skip-staging', 'the same as --hotfix')
    .option('--reason <text>', 'why staging is skipped')
    .option('--actor <name>', 'who skips staging; by default GITHUB_ACTOR, or the user.name of git');
  return printing(command, async (options: CutOptions) => {
    const [{ findCheckout }, { cut }, { pipeline }] = await Promise.all([
      import('../git/checkout.ts'),
      import('../version/cut/cut.ts'),
      import('../../environments/index.ts'),
    ]);
    const checkout = await findCheckout(process.cwd());
    const userName = () => checkout.git('config', '--default', '', '--get', 'user.name');
    const request = {
      version: options.version,
      pushes: options.push === true,
      isPrerelease: options.prerelease === true,
      checksChangelog: options.skipChangelogCheck !== true,
      hotfix: {
        skipsStaging: options.skipStaging === true || options.hotfix === true,
        reason: options.reason,
        actor: options.actor ?? (process.env['GITHUB_ACTOR'] || (await userName())),
      },
    };
    return cut(checkout, pipeline, request, options.dryRun === true);
  });
}
