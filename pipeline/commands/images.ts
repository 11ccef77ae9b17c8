import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { userError } from '../../model/errors.ts';
import { isTag } from '../oci/reference.ts';
import { printing } from './outcome.ts';

function tag(text: string): string {
  if (!isTag(text)) throw new InvalidArgumentError('It is not a tag.');
  return text;
}

/** The branch of a workflow run; none where a tag is built, or elsewhere. */
function branchOfWorkflow(): string | undefined {
  const { GITHUB_REF_TYPE: type, GITHUB_REF_NAME: name } = process.env;
  return type === 'branch' ? name : undefined;
}

/** Sets an output of several lines, which cannot be ended from within (GitHub Actions, "Multiline strings"). */
function setOutput(name: string, lines: readonly string[]): void {
  const file = process.env['GITHUB_OUTPUT'];
  if (!file) {
    const what = 'is not set, so there is no step to set an output of';
    throw userError(what, {
      where: 'GITHUB_OUTPUT',
      hint: 'leave --github-output out outside of GitHub Actions',
    });
  }
  const delimiter = randomUUID();
  appendFileSync(file, `${name}<<${delimiter}\n${lines.join('\n')}\n${delimiter}\n`);
}

interface TagsOptions {
  readonly commit?: string;
  readonly version?: string;
  readonly branch?: string;
  readonly digest?: string;
  readonly githubOutput?: true;
}

function tagsVerb(): Command {
  const command = new Command('tags')
    .description('Prints the tags of an image')
    .option('--commit <sha>', 'the commit that was built; by default HEAD')
    .option(
      '--version <version>',
      'the version that the build was stamped with; without one there is no version tag',
    )
    .option(
      '--branch <name>',
      'the branch that was built; by default that of the workflow, or none, as for a tag',
    )
    .option('--digest <digest>', 'the digest of the image, where it is known')
    .option('--github-output', 'also set the output `tags` of a step of GitHub Actions');
  return printing(command, async ({ githubOutput, ...options }: TagsOptions) => {
    const [{ imageTags }, { createGit }] = await Promise.all([
      import('../images/image-tags.ts'),
      import('../git/git.ts'),
    ]);
    const head = () => createGit(process.cwd())('rev-parse', '--verify', 'HEAD');
    const { version, digest, branch = branchOfWorkflow() } = options;
    const tags = imageTags({ commit: options.commit ?? (await head()), version, branch, digest });
    if (githubOutput) setOutput('tags', tags);
    return { text: tags.join('\n'), data: tags };
  });
}

async function loadRetagging() {
  const [actions, { createClient }, { pipeline }] = await Promise.all([
    import('../images/promote-images.ts'),
    import('../oci/client.ts'),
    import('../../environments/index.ts'),
  ]);
  return { ...actions, client: createClient(), application: pipeline.application };
}

interface StageOptions {
  readonly commit?: string;
  readonly version?: string;
  readonly from?: string;
}

function stageVerb(): Command {
  const command = new Command('stage')
    .description('Gives the images of a commit the tags stg-<short hash> and stg-<version>')
    .option('--commit <sha>', 'the commit that was built; by default HEAD')
    .option('--version <version>', 'its version; by default what VERSION says in that commit')
    .option('--from <tag>', 'the tag that the images have; by default sha-<commit>', tag);
  return printing(command, async ({ from, ...given }: StageOptions) => {
    const [{ stageImages, client, application }, { findCheckout }, { readSource }] = await Promise.all([
      loadRetagging(),
      import('../git/checkout.ts'),
      import('../version/read-release-source.ts'),
    ]);
    const { git } = await findCheckout(process.cwd());
    return stageImages(client, application, {
      ...(await readSource(git, { ...given, channel: 'staging' })),
      from,
    });
  });
}

function promoteVerb(): Command {
  const command = new Command('promote')
    .description('Gives staged images the tags of a version, by the same digest')
    .requiredOption('--from <tag>', 'the tag that they have in staging: stg-<short hash>', tag)
    .requiredOption('--to <version>', 'the version, for instance 1.0.77');
  return printing(command, async (options: { from: string; to: string }) => {
    const { promoteImages, client, application } = await loadRetagging();
    return promoteImages(client, application, options);
  });
}

export const imagesVerbs = (): Command =>
  new Command('images')
    .description('The container images of a release')
    .addCommand(tagsVerb())
    .addCommand(stageVerb())
    .addCommand(promoteVerb());
