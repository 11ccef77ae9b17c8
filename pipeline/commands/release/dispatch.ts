import { Command, InvalidArgumentError } from 'commander';
import type { GitHubRepository } from '../../github/client.ts';
import { withAction } from '../define-command.ts';
import { readSourceContext, type SourceFlags, withSourceOptions } from './source-options.ts';

function parseRepository(text: string): GitHubRepository {
  const [, owner, name] = /^([A-Za-z0-9-]+)\/(?!\.\.?$)([A-Za-z0-9._-]+)$/.exec(text) ?? [];
  if (owner === undefined || name === undefined) throw new InvalidArgumentError('It is not owner/name.');
  return { owner, name };
}

function parseEventType(text: string): string {
  if (text === '' || text.length > 100) throw new InvalidArgumentError('GitHub takes 1 to 100 characters.');
  return text;
}

interface Flags extends SourceFlags {
  readonly repository: GitHubRepository;
  readonly eventType: string;
}

export const releaseDispatch = (): Command =>
  withAction(
    withSourceOptions(
      new Command('dispatch').description(
        'Notifies a repository of a release with a repository_dispatch event',
      ),
    )
      .requiredOption(
        '--repository <owner/name>',
        'the repository whose workflows are notified',
        parseRepository,
      )
      .option(
        '--event-type <type>',
        'the event type that its workflows listen to',
        parseEventType,
        'release',
      ),
    async (context, { repository, eventType, ...flags }: Flags) => {
      const [{ sendDispatch }, { createPayload }, { readReleaseFacts }, source] = await Promise.all([
        import('../../github-release/dispatch.ts'),
        import('../../github-release/dispatch-payload.ts'),
        import('../../github-release/release-facts.ts'),
        readSourceContext(context, flags),
      ]);
      const gitHub = flags.dryRun ? undefined : await context.gitHub(repository);
      const payload = createPayload(await readReleaseFacts(source));
      if (gitHub === undefined) return { text: JSON.stringify(payload, undefined, 2), data: payload };
      await sendDispatch(gitHub, eventType, payload);
      const { version, channel } = payload;
      return {
        text: `${version} (${channel}) was sent to ${repository.owner}/${repository.name}`,
        data: payload,
      };
    },
  );
