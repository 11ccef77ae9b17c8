import { Command } from 'commander';
import { withAction } from './define-command.ts';
import { actorHelp, type PinTargetFlags, pinTargetOf, withPinTargetOptions } from './pin-target-options.ts';

interface Flags extends PinTargetFlags {
  readonly to?: string;
  readonly reason: string;
  readonly reject: boolean;
  readonly actor?: string;
}

export const rollbackCommand = (): Command =>
  withAction(
    withPinTargetOptions(
      new Command('rollback')
        .description('Goes back to an earlier version, and rejects the current one')
        .argument('<environment>')
        .requiredOption('--reason <text>', 'why')
        .option('--to <version>', 'an older version that ran there')
        .option('--no-reject', 'do not reject the current version, so that it may come back')
        .option('--actor <name>', actorHelp),
    ),
    async (context, environment: string, { to, reason, reject: rejects, actor, ...flags }: Flags) => {
      const { rollback } = await import('../promotion/rollback.ts');
      const signing = await context.signing(actor);
      const target = await pinTargetOf(flags, context);
      return rollback(signing, { environment, reason, to, rejects, target });
    },
  );
