import { z } from 'zod';
import type { GitHub } from './client.ts';
import { createOnce } from './create-once.ts';
import { UnacceptableError } from './failure.ts';

const pullSchema = z.object({
  number: z.int(),
  html_url: z.string(),
  state: z.string(),
  title: z.string(),
  body: z.string().nullable(),
  head: z.object({ sha: z.string() }),
});
type PullRequest = z.infer<typeof pullSchema>;

/** Characters; GitHub takes 65,536, and the rest is for what people write above. */
export const pullRequestBodyLimit = 60_000;

export interface PullRequestContent {
  readonly head: string;
  readonly base: string;
  readonly title: string;
  /** The commit at the end of `head`: a pull request that ended with it is not opened again. */
  readonly commit: string;
  /** An HTML comment that no reader sees. What stands before it in a body is a person's, and stays. */
  readonly marker: string;
  /** The body after the marker. */
  readonly text: string;
}

export interface UpsertedPullRequest {
  readonly url: string;
  readonly done: 'opened' | 'updated' | 'unchanged';
}

const bodyOf = ({ marker, text }: PullRequestContent, before = ''): string => {
  const written = before.replaceAll('\r\n', '\n').split(marker)[0]?.trimEnd() ?? '';
  return `${written === '' ? '' : `${written}\n\n`}${marker}\n${text}`;
};

async function findPull(github: GitHub, { head, base, commit }: PullRequestContent) {
  const wanted = { head: `${github.repository.owner}:${head}`, base, state: 'all' };
  const all = await github.list(pullSchema, 'GET /pulls', wanted);
  return all.find(({ state }) => state === 'open') ?? all.find((pull) => pull.head.sha === commit);
}

async function update(github: GitHub, pull: PullRequest, content: PullRequestContent): Promise<boolean> {
  const body = bodyOf(content, pull.body ?? '');
  const isAs = pull.title === content.title && (pull.body ?? '').replaceAll('\r\n', '\n') === body;
  if (pull.state !== 'open' || isAs) return false;
  const change = { pull_number: pull.number, title: content.title, body };
  await github.ask(pullSchema, 'PATCH /pulls/{pull_number}', change);
  return true;
}

/**
 * Opens a pull request, or brings the open one between these branches to this title and body.
 *
 * @returns undefined where `head` has nothing that `base` has not
 */
export async function upsertPullRequest(
  github: GitHub,
  content: PullRequestContent,
): Promise<UpsertedPullRequest | undefined> {
  const { head, base, title } = content;
  try {
    const { thing, created } = await createOnce(
      () => findPull(github, content),
      () => github.ask(pullSchema, 'POST /pulls', { head, base, title, body: bodyOf(content) }),
    );
    if (created) return { url: thing.html_url, done: 'opened' };
    return {
      url: thing.html_url,
      done: (await update(github, thing, content)) ? 'updated' : 'unchanged',
    };
  } catch (error) {
    if (error instanceof UnacceptableError && error.message.includes('No commits between')) return undefined;
    throw error;
  }
}
