import type { Application } from '../../model/application.ts';
import type { ReleaseSource } from '../../model/release-source.ts';
import type { Git } from '../git/git.ts';
import type { GitHub } from '../github/client.ts';
import type { Client } from '../oci/client.ts';
import type { Outcome } from '../outcome.ts';
import { readHotfix } from '../version/hotfix-record.ts';
import { readReleaseChanges } from './changes.ts';
import { type CreatedRelease, createRelease, releaseContentOf } from './github-release.ts';
import type { NotesSource } from './notes.ts';
import { readReleaseFacts } from './release-facts.ts';

/** The release to create, and what is needed to read it. */
export interface CreationSource {
  readonly application: Application;
  readonly git: Git;
  readonly client: Client;
  readonly source: ReleaseSource;
  /** URL of GitHub's web pages: `https://github.com`. */
  readonly serverUrl: string;
}

async function readNotesSource({
  application,
  git,
  client,
  source,
  serverUrl,
}: CreationSource): Promise<NotesSource> {
  const { owner, name } = application.repository;
  const [changes, hotfix] = await Promise.all([
    readReleaseChanges(git, source),
    readHotfix(git, source.commit),
  ]);
  const facts = await readReleaseFacts({ client, application, source });
  return { facts, changes, hotfix, repositoryUrl: `${serverUrl}/${owner}/${name}` };
}

const describeRelease = ({ tag, release, url, comment, pullRequest }: CreatedRelease): string =>
  [
    `${tag} is published (${release}): ${url}`,
    ...(comment === undefined
      ? []
      : [`comment (${comment.created ? 'created' : 'unchanged'}): ${comment.url}`]),
    ...(pullRequest === undefined ? [] : [`pull request (${pullRequest.done}): ${pullRequest.url}`]),
  ].join('\n');

/**
 * Creates the release of a version on GitHub, from its history and from the registry.
 *
 * @param gitHub undefined for a dry run, which only returns the release's content
 * @throws UserError, RefusedError, RegistryError, RemoteError
 */
export async function create(source: CreationSource, gitHub: GitHub | undefined): Promise<Outcome> {
  const notes = await readNotesSource(source);
  if (gitHub === undefined) {
    const content = releaseContentOf(notes);
    return { text: content.body, data: content };
  }
  const created = await createRelease(gitHub, notes);
  const { chart, images } = notes.facts;
  return { text: describeRelease(created), data: { ...created, chart, images } };
}
