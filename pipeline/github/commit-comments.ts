import { z } from 'zod';
import type { GitHub } from './client.ts';
import { createOnce } from './create-once.ts';

const commentSchema = z.object({ id: z.int(), html_url: z.string(), body: z.string() });

/**
 * Comments on a commit, unless it has a comment with this marker.
 *
 * @param marker an invisible HTML comment, which becomes the first line
 */
export async function commentOnce(
  github: GitHub,
  { commit, marker, text }: { readonly commit: string; readonly marker: string; readonly text: string },
): Promise<{ readonly url: string; readonly created: boolean }> {
  const route = '/commits/{commit}/comments';
  const { resource, created } = await createOnce(
    async () =>
      (await github.list(commentSchema, `GET ${route}`, { commit })).find(({ body }) =>
        body.startsWith(marker),
      ),
    () => github.request(commentSchema, `POST ${route}`, { commit, body: `${marker}\n${text}` }),
  );
  return { url: resource.html_url, created };
}
