import { z } from 'zod';
import type { GitHub } from './client.ts';

const objectSchema = z.object({ object: z.object({ type: z.string(), sha: z.string() }) });

/** How many annotated tags of annotated tags are followed. */
const maxDepth = 5;

/**
 * The commit of a lightweight or annotated tag on GitHub.
 *
 * @returns 40 hexadecimal digits; undefined if there is no such tag
 */
export async function findTagCommit(github: GitHub, tag: string): Promise<string | undefined> {
  let pointer = await github.find(objectSchema, 'GET /git/ref/tags/{tag}', { tag });
  for (let depth = 0; pointer?.object.type === 'tag' && depth < maxDepth; depth++)
    pointer = await github.find(objectSchema, 'GET /git/tags/{sha}', { sha: pointer.object.sha });
  return pointer?.object.sha;
}

/** The commit at the end of a branch on GitHub; undefined if there is no such branch. */
export async function findBranchCommit(github: GitHub, branch: string): Promise<string | undefined> {
  return (await github.find(objectSchema, 'GET /git/ref/heads/{branch}', { branch }))?.object.sha;
}
