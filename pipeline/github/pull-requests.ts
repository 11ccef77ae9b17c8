import { z } from 'zod';
import type { GitHub } from './client.ts';
import { createOnce } from './create-once.ts';
import { UnacceptableError } from './failure.ts';

const pullRequestSchema = z.object({
  number: z.int(),
  html_url: z.string(),
  state: z.string(),
  title: z.string(),
  body: z.string().nullable(),
  head: z.object({ sha: z.string() }),
});
type PullRequest = z.infer<typeof pullRequestSchema>;

/** In characters. GitHub allows 65,536; the rest is for what people write above the marker. */
export const pullRequestBodyLimit = 60_000;

export interface PullRequestContent {
  readonly head: string;
  readonly base: string;
  readonly title: string;
  /** The commit at the end of `head`. A closed pull request that ends with it is not opened again. */
  readonly commit: string;
  /** An invisible HTML comment. The text before it is written by people and is kept. */
  readonly marker: string;
  /** The body after the marker. */
  readonly text: string;
}

export interface UpsertedPullRequest {
  readonly url: string;
  readonly done: 'opened' | 'updated' | 'unchanged';
}

const composeBody = ({ marker, text }: PullRequestContent, currentBody = ''): string => {
  const written = currentBody.replaceAll('\r\n', '\n').split(marker)[0]?.trimEnd() ?? '';
  return `${written === '' ? '' : `${written}\n\n`}${marker}\n${text}`;
};

async function findPullRequest(github: GitHub, { head, base, commit }: PullRequestContent) {
  const wanted = { head: `${github.repository.owner}:${head}`, base, state: 'all' };
  const all = await github.list(pullRequestSchema, 'GET /pulls', wanted);
  return all.find(({ state }) => state === 'open') ?? all.find((pull) => pull.head.sha === commit);
}

async function update(github: GitHub, pull: PullRequest, content: PullRequestContent): Promise<boolean> {
  const body = composeBody(content, pull.body ?? '');
  const isUnchanged = pull.title === content.title && (pull.body ?? '').replaceAll('\r\n', '\n') === body;
  if (pull.state !== 'open' || isUnchanged) return false;
  const change = { pull_number: pull.number, title: content.title, body };
  await github.request(pullRequestSchema, 'PATCH /pulls/{pull_number}', change);
  return true;
}

/**
 * Opens a pull request, or updates the title and body of the open one between these branches.
 *
 * @returns undefined if `head` has no commits that `base` does not have
 */
export async function upsertPullRequest(
  github: GitHub,
  content: PullRequestContent,
): Promise<UpsertedPullRequest | undefined> {
  const { head, base, title } = content;
  try {
    const { resource, created } = await createOnce(
      () => findPullRequest(github, content),
      () =>
        github.request(pullRequestSchema, 'POST /pulls', { head, base, title, body: composeBody(content) }),
    );
    if (created) return { url: resource.html_url, done: 'opened' };
    return {
      url: resource.html_url,
      done: (await update(github, resource, content)) ? 'updated' : 'unchanged',
    };
  } catch (error) {
    if (error instanceof UnacceptableError && error.message.includes('No commits between')) return undefined;
    throw error;
  }
}
