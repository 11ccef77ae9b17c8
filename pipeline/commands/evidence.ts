import { Command } from 'commander';
import { printing } from './outcome.ts';

const listVerb = (): Command =>
  printing(
    new Command('list')
      .description('Lists what is said of a release, by whom, and where it counts')
      .argument('<version>'),
    async (version: string) => {
      const [{ listEvidence }, { createClient }, { pipeline }] = await Promise.all([
        import('../evidence/list.ts'),
        import('../oci/client.ts'),
        import('../../environments/index.ts'),
      ]);
      return listEvidence(createClient(), pipeline, version);
    },
  );

export const evidenceVerbs = (): Command =>
  new Command('evidence').description('What is said of a release, beside it').addCommand(listVerb());
