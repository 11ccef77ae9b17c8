import { z } from 'zod';
import type { GitHub } from './client.ts';
import { createOnce } from './create-once.ts';

const commentSchema = z.object({ id: z.int(), html_url: z.string(), body: z.string().nullable() });

export interface UpsertedComment {
  readonly url: string;
  readonly done: 'created' | 'updated' | 'unchanged';
}

const sameText = (one: string, other: string) => one.replaceAll('\r\n', '\n') === other;

/**
 * Writes a comment on a pull request or issue, or updates the oldest one that starts with the marker. It does not check
 * the comment's author, because the token of a workflow run cannot ask who it belongs to.
 *
 * @param text starts with the marker, an invisible HTML comment
 * @throws UserError if there is no such pull request or the token lacks the permission; RemoteError
 */
export async function upsertComment(
  github: GitHub,
  { number, marker, text }: { readonly number: number; readonly marker: string; readonly text: string },
): Promise<UpsertedComment> {
  const route = '/issues/{issue_number}/comments';
  const issue = { issue_number: number };
  // GitHub lists comments by ascending id, so the first one is the oldest.
  const find = async () =>
    (await github.list(commentSchema, `GET ${route}`, issue)).find(({ body }) => body?.startsWith(marker));
  const { resource, created } = await createOnce(find, () =>
    github.request(commentSchema, `POST ${route}`, { ...issue, body: text }),
  );
  const url = resource.html_url;
  if (created) return { url, done: 'created' };
  if (sameText(resource.body ?? '', text)) return { url, done: 'unchanged' };
  const change = { comment_id: resource.id, body: text };
  await github.request(commentSchema, 'PATCH /issues/comments/{comment_id}', change);
  return { url, done: 'updated' };
}
