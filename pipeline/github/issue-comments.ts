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
 * Keeps one comment on a pull request or issue: writes it, or brings the oldest one that begins with the marker to
 * this text. Whose it is cannot be asked with the token of a workflow run; whoever quotes the marker does not begin
 * with it.
 *
 * @param text begins with the marker, an HTML comment that no reader sees
 * @throws UserError where there is no such pull request, or the token may not write there; RemoteError
 */
export async function upsertComment(
  github: GitHub,
  { number, marker, text }: { readonly number: number; readonly marker: string; readonly text: string },
): Promise<UpsertedComment> {
  const route = '/issues/{issue_number}/comments';
  const issue = { issue_number: number };
  // GitHub lists them by ascending id, so that the first is the oldest.
  const find = async () =>
    (await github.list(commentSchema, `GET ${route}`, issue)).find(({ body }) => body?.startsWith(marker));
  const { thing, created } = await createOnce(find, () =>
    github.ask(commentSchema, `POST ${route}`, { ...issue, body: text }),
  );
  const url = thing.html_url;
  if (created) return { url, done: 'created' };
  if (sameText(thing.body ?? '', text)) return { url, done: 'unchanged' };
  const change = { comment_id: thing.id, body: text };
  await github.ask(commentSchema, 'PATCH /issues/comments/{comment_id}', change);
  return { url, done: 'updated' };
}
