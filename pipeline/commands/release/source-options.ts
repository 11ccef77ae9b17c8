import { type Command, Option } from 'commander';
import { type Channel, channels } from '../../../model/release-source.ts';
import type { CommandContext } from '../context.ts';

export interface SourceFlags {
  readonly version?: string;
  readonly channel: Channel;
  readonly commit?: string;
  readonly dryRun?: true;
}

/** Adds the options that identify a release. */
export const withSourceOptions = (command: Command): Command =>
  command
    .option('--version <version>', 'the version; by default the one in VERSION at the commit')
    .addOption(
      new Option('--channel <channel>', 'who the release is for').choices(channels).default('release'),
    )
    .option('--commit <revision>', 'the commit that was released', 'HEAD')
    .option('--dry-run', 'show what would be sent, and send nothing');

/** The release that the options identify, with what is needed to read it. */
export async function readSourceContext(context: CommandContext, flags: SourceFlags) {
  const [{ git }, client, { application }, { readSource }] = await Promise.all([
    context.checkout(),
    context.registry(),
    context.pipeline(),
    import('../../version/read-release-source.ts'),
  ]);
  return { git, source: await readSource(git, flags), client, application };
}
