import { Command } from 'commander';
import { withAction } from '../define-command.ts';

export const releaseReceive = (): Command =>
  withAction(
    new Command('receive')
      .description('Checks a received release: its format, and that its chart and images are still the same')
      .argument('[file]', 'the payload, - for stdin; by default the event of the workflow run'),
    async (context, file: string | undefined) => {
      const [{ receive }, client] = await Promise.all([
        import('../../github-release/receive.ts'),
        context.registry(),
      ]);
      return receive(client, file ?? context.env['GITHUB_EVENT_PATH']);
    },
  );
