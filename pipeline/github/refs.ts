import { z } from 'zod';
import type { GitHub } from './client.ts';

const objectSchema = z.object({ object: z.object({ type: z.string(), sha: z.string() }) });

/** More annotated tags of annotated tags than anybody makes. */
const mostTags = 5;

/**
 * The commit of a tag on GitHub, also where the tag is annotated.
 *
 * @returns 40 hexadecimal digits; undefined where there is no such tag
 */
export async function findTagCommit(github: GitHub, tag: string): Promise<string | undefined> {
  let pointer = await github.find(objectSchema, 'GET /git/ref/tags/{tag}', { tag });
  for (let depth = 0; pointer?.object.type === 'tag' && depth < mostTags; depth++)
    pointer = await github.find(objectSchema, 'GET /git/tags/{sha}', { sha: pointer.object.sha });
  return pointer?.object.sha;
}

/** The commit at the end of a branch on GitHub; undefined where there is no such branch. */
export async function findBranchCommit(github: GitHub, branch: string): Promise<string | undefined> {
  return (await github.find(objectSchema, 'GET /git/ref/heads/{branch}', { branch }))?.object.sha;
}
