import { Command } from 'commander';
import { withAction } from '../define-command.ts';

interface Flags {
  readonly commit?: string;
  readonly version?: string;
  readonly branch?: string;
  readonly digest?: string;
  readonly githubOutput?: true;
}

export const imagesTags = (): Command =>
  withAction(
    new Command('tags')
      .description('Prints the tags of an image')
      .option('--commit <sha>', 'the commit that was built; by default HEAD')
      .option(
        '--version <version>',
        'the version that the build was stamped with; without one, no version tag',
      )
      .option('--branch <name>', 'the branch that was built; by default that of the workflow, if it has one')
      .option('--digest <digest>', 'the digest of the image, if it is known')
      .option('--github-output', 'also set the output `tags` of a step of GitHub Actions'),
    async ({ env, checkout }, { githubOutput, ...flags }: Flags) => {
      const [{ imageTags }, { setStepOutput, workflowBranch }] = await Promise.all([
        import('../../images/image-tags.ts'),
        import('../../github/workflow.ts'),
      ]);
      const commit = flags.commit ?? (await (await checkout()).git('rev-parse', '--verify', 'HEAD'));
      const tags = imageTags({ ...flags, commit, branch: flags.branch ?? workflowBranch(env) });
      if (githubOutput) setStepOutput(env, 'tags', tags);
      return { text: tags.join('\n'), data: tags };
    },
  );
