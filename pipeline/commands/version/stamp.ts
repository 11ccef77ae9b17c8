import { Command } from 'commander';
import { withAction } from '../define-command.ts';

export const versionStamp = (): Command =>
  withAction(
    new Command('stamp').description(
      'Prints STABLE_VERSION and STABLE_COMMIT_SHA, for the workspace status of Bazel',
    ),
    async (context) => {
      const { stamp } = await import('../../version/stamp.ts');
      return stamp(await context.checkout());
    },
  );
