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
        .description('Goes back to the version that was healthy before, and rejects the one that is left')
        .argument('<environment>')
        .requiredOption('--reason <text>', 'why')
        .option('--to <version>', 'an older version that ran there')
        .option('--no-reject', 'do not reject the version that is left: it may come back')
        .option('--actor <name>', actorHelp),
    ),
    async (context, environment: string, { to, reason, reject: rejects, actor, ...flags }: Flags) => {
      const { rollback } = await import('../promotion/rollback.ts');
      const signing = await context.signing(actor);
      const target = await pinTargetOf(flags, context);
      return rollback(signing, { environment, reason, to, rejects, target });
    },
  );
