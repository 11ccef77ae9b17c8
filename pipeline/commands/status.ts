import { Command } from 'commander';
import { withAction } from './define-command.ts';

export const statusCommand = (): Command =>
  withAction(
    new Command('status').description('Shows what runs in each environment, and why'),
    async (context) => {
      const [{ status }, { lookUp }, release] = await Promise.all([
        import('../promotion/status/status.ts'),
        import('../promotion/status/lookup.ts'),
        context.release(),
      ]);
      return status(release, await lookUp(() => context.gitHub()));
    },
  );
