import { Command } from 'commander';
import { withAction } from '../define-command.ts';
import { readSourceContext, type SourceFlags, withSourceOptions } from './source-options.ts';

export const releaseCreate = (): Command =>
  withAction(
    withSourceOptions(
      new Command('create').description('Creates the release on GitHub, with notes, chart and images'),
    ),
    async (context, flags: SourceFlags) => {
      const [{ create }, { readServerUrl }, source] = await Promise.all([
        import('../../github-release/create.ts'),
        import('../../github/settings.ts'),
        readSourceContext(context, flags),
      ]);
      const gitHub = flags.dryRun ? undefined : await context.gitHub();
      return create({ ...source, serverUrl: readServerUrl(context.env) }, gitHub);
    },
  );
