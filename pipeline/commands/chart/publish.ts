import { Command } from 'commander';
import { withAction } from '../define-command.ts';

interface Flags {
  readonly imageTag?: string;
  readonly dryRun?: true;
}

export const chartPublish = (): Command =>
  withAction(
    new Command('publish')
      .description('Publishes a chart with the digest of every image in it')
      .argument('[chart]', "a folder or an archive; by default the application's own chart")
      .option('--image-tag <tag>', 'the tag that the images have now; by default v<version>')
      .option('--dry-run', 'check everything and print the digest, but push nothing'),
    async (context, chart: string | undefined, flags: Flags) => {
      const [{ root }, { application }, client, { loadChart }, { publishChart }, { publicationOutcome }] =
        await Promise.all([
          context.checkout(),
          context.pipeline(),
          context.registry(),
          import('../../chart/load.ts'),
          import('../../chart/publish.ts'),
          import('../../chart/publication-outcome.ts'),
        ]);
      const files = await loadChart(root, application, chart);
      return publicationOutcome(await publishChart(client, application, files, flags), flags);
    },
  );
