import { Command } from 'commander';
import { withAction } from './define-command.ts';
import { actorHelp } from './pin-target-options.ts';

interface Flags {
  readonly reason: string;
  readonly actor?: string;
}

const decisionCommand = (name: 'reject' | 'unreject', description: string): Command =>
  withAction(
    new Command(name)
      .description(description)
      .argument('<version>')
      .requiredOption('--reason <text>', 'why')
      .option('--actor <name>', actorHelp),
    async (context, version: string, { reason, actor }: Flags) => {
      const decisions = await import('../promotion/reject.ts');
      return decisions[name](await context.signing(actor), version, reason);
    },
  );

export const rejectCommand = (): Command =>
  decisionCommand('reject', 'Rejects a release, so that no environment runs it again');

export const unrejectCommand = (): Command =>
  decisionCommand('unreject', 'Takes back the rejections of a release');
