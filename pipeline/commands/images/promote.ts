import { Command } from 'commander';
import { withAction } from '../define-command.ts';
import { parseTag } from './tag-argument.ts';

interface Flags {
  readonly from: string;
  readonly to: string;
}

export const imagesPromote = (): Command =>
  withAction(
    new Command('promote')
      .description('Gives staged images the tags of a version, by the same digest')
      .requiredOption('--from <tag>', 'the tag that they have in staging: stg-<short hash>', parseTag)
      .requiredOption('--to <version>', 'the version, for instance 1.0.77'),
    async (context, flags: Flags) => {
      const { promoteImages } = await import('../../images/promote-images.ts');
      const { application } = await context.pipeline();
      return promoteImages(await context.registry(), application, flags);
    },
  );
