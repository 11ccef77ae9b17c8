import { Command, Option } from 'commander';
import { withAction } from '../define-command.ts';

const levels = ['major', 'minor', 'patch'] as const;
type Flags = Partial<Record<(typeof levels)[number], true>>;

const levelOption = (level: string): Option =>
  new Option(`--${level}`, `raise the ${level} version, regardless of branch and commits`).conflicts(
    levels.filter((other) => other !== level),
  );

export function versionBump(): Command {
  const command = new Command('bump').description(
    'Raises the version of the last release in VERSION and in the chart, and commits that on this branch',
  );
  for (const level of levels) command.addOption(levelOption(level));
  return withAction(command, async (context, flags: Flags) => {
    const [{ bump }, { application }] = await Promise.all([
      import('../../version/bump.ts'),
      context.pipeline(),
    ]);
    const level = levels.find((each) => flags[each]);
    return bump(await context.checkout(), application, level);
  });
}
