import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refused, userError } from '../../model/errors.ts';
import { isMissingFile } from '../../model/missing-file.ts';
import type { StackFile } from '../../stack/stack-file.ts';
import { createGit, type Git } from '../git/git.ts';
import type { GitHub } from '../github/client.ts';
import { type UpsertedPullRequest, upsertPullRequest } from '../github/pull-requests.ts';

export interface Proposal {
  /** The stack's file as it was judged. */
  readonly file: Pick<StackFile, 'stack' | 'name' | 'text'>;
  /** Its new text. */
  readonly after: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

const base = 'main';
const marker = '<!-- pipeline promotion -->';

/** Commits the change on top of origin's branch, in a separate worktree, so that the checkout stays as it is. */
async function commit(git: Git, folder: string, { file, after, title }: Proposal) {
  await git('worktree', 'add', '--quiet', '--detach', '--end-of-options', folder, `origin/${base}`);
  const { name } = file;
  const there = await readFile(join(folder, name), 'utf8').catch(textIfMissing);
  if (there !== file.text) {
    const what = `differs between ${base} and this checkout: somebody else changed it`;
    throw refused(what, { where: name, hint: 'run git pull, then the same command again' });
  }
  await writeFile(join(folder, name), after);
  const inside = createGit(folder);
  await inside('commit', '--quiet', `--message=${title}`, '--', name);
  return inside('rev-parse', 'HEAD');
}

function textIfMissing(error: unknown): string {
  if (isMissingFile(error)) return '';
  throw error;
}

/** The commit of a ref on origin; empty if there is none. */
const readRemoteCommit = async (git: Git, ref: string): Promise<string> =>
  (await git('ls-remote', '--end-of-options', 'origin', ref)).split('\t')[0] ?? '';

/** Whether the commit on origin has the same content, parent and title. */
async function isSameCommit(git: Git, remote: string, commit: string): Promise<boolean> {
  if (remote === '') return false;
  await git('fetch', '--quiet', '--end-of-options', 'origin', remote);
  const shape = (of: string) => git('log', '-1', '--no-show-signature', '--format=%T %P %s', of);
  return (await shape(remote)) === (await shape(commit));
}

/**
 * Opens a pull request with a new pin, one per environment: the next proposal updates it.
 *
 * @throws RefusedError if the pin on origin differs from the one that was judged
 * @throws UserError, RemoteError if git or GitHub fails
 */
export async function proposePin(git: Git, github: GitHub, proposal: Proposal): Promise<UpsertedPullRequest> {
  const head = `promote/${proposal.file.stack}`;
  const ref = `refs/heads/${head}`;
  await git(
    'fetch',
    '--quiet',
    '--end-of-options',
    'origin',
    `+refs/heads/${base}:refs/remotes/origin/${base}`,
  );
  const remote = await readRemoteCommit(git, ref);
  const folder = await mkdtemp(join(tmpdir(), 'pipeline-promotion-'));
  let proposed: string;
  try {
    proposed = await commit(git, folder, proposal);
  } finally {
    await git('worktree', 'remove', '--force', folder).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }
  const unchanged = await isSameCommit(git, remote, proposed);
  if (!unchanged)
    await git(
      'push',
      '--quiet',
      `--force-with-lease=${ref}:${remote}`,
      '--end-of-options',
      'origin',
      `${proposed}:${ref}`,
    );
  const { title, body: text } = proposal;
  const pullRequest = await upsertPullRequest(github, {
    head,
    base,
    title,
    commit: unchanged ? remote : proposed,
    marker,
    text,
  });
  if (pullRequest !== undefined) return pullRequest;
  throw userError(`changes nothing: ${base} already has the pin`, { where: head });
}
