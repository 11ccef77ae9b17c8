import { Command } from 'commander';
import { withAction } from '../define-command.ts';

export const evidenceList = (): Command =>
  withAction(
    new Command('list')
      .description('Lists the evidence about a release: what it says, who signed it, and where it counts')
      .argument('<version>'),
    async (context, version: string) => {
      const { listEvidence } = await import('../../evidence/list.ts');
      return listEvidence(await context.registry(), await context.pipeline(), version);
    },
  );
