import { Command } from 'commander';
import { withAction } from '../define-command.ts';
import { parseTag } from './tag-argument.ts';

interface Flags {
  readonly commit?: string;
  readonly version?: string;
  readonly from?: string;
}

export const imagesStage = (): Command =>
  withAction(
    new Command('stage')
      .description('Gives the images of a commit the tags stg-<short hash> and stg-<version>')
      .option('--commit <sha>', 'the commit that was built; by default HEAD')
      .option('--version <version>', 'its version; by default the one in VERSION at that commit')
      .option('--from <tag>', 'the tag that the images have; by default sha-<commit>', parseTag),
    async (context, { from, ...flags }: Flags) => {
      const [{ stageImages }, { readSource }, { git }, client, { application }] = await Promise.all([
        import('../../images/promote-images.ts'),
        import('../../version/read-release-source.ts'),
        context.checkout(),
        context.registry(),
        context.pipeline(),
      ]);
      const source = await readSource(git, { ...flags, channel: 'staging' });
      return stageImages(client, application, { ...source, from });
    },
  );
