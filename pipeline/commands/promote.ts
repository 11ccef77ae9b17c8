import { Command } from 'commander';
import { withAction } from './define-command.ts';
import { actorHelp, type PinTargetFlags, pinTargetOf, withPinTargetOptions } from './pin-target-options.ts';

interface Flags extends PinTargetFlags {
  readonly to: string;
  readonly version?: string;
  readonly hotfix?: true;
  readonly reason?: string;
  readonly actor?: string;
}

export const promoteCommand = (): Command =>
  withAction(
    withPinTargetOptions(
      new Command('promote')
        .description('Moves the pin of an environment to a release that passes its gates')
        .requiredOption('--to <environment>', 'the environment')
        .option('--version <version>', 'the release; by default the newest that passes')
        .option('--hotfix', 'waive e2e and soak for this version; reason and actor are recorded, signed')
        .option('--reason <text>', 'why they are waived')
        .option('--actor <name>', actorHelp),
    ),
    async (context, { to, version, hotfix, reason, actor, ...flags }: Flags) => {
      const [{ promote }, { requireHotfixRecord }, signing] = await Promise.all([
        import('../promotion/promote.ts'),
        import('../version/hotfix-record.ts'),
        context.signing(actor),
      ]);
      const request = { skipsStaging: hotfix === true, reason, actor: signing.actor };
      const record = requireHotfixRecord(request);
      return promote(signing, { to, version, hotfix: record, target: await pinTargetOf(flags, context) });
    },
  );
