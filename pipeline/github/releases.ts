import { z } from 'zod';
import type { GitHub } from './client.ts';
import { createOnce } from './create-once.ts';

const releaseSchema = z.object({
  id: z.int(),
  html_url: z.string(),
  tag_name: z.string(),
  target_commitish: z.string(),
  name: z.string().nullable(),
  body: z.string().nullish(),
  draft: z.boolean(),
  prerelease: z.boolean(),
});
export type Release = z.infer<typeof releaseSchema>;

/** What a release shall be, in GitHub's own names. */
export interface ReleaseContent {
  readonly tag_name: string;
  /** The commit that the tag is made at, where there is no tag yet: 40 hexadecimal digits. */
  readonly target_commitish: string;
  readonly name: string;
  readonly body: string;
  readonly prerelease: boolean;
  /** `legacy`: the newest by date and version becomes the latest. */
  readonly make_latest: 'legacy' | 'false';
}

/** What GitHub takes for the body of a release, in characters. */
export const releaseBodyLimit = 125_000;

/** The published release of a tag, else its oldest draft. Drafts are only in the list. */
async function findRelease(github: GitHub, tag: string): Promise<Release | undefined> {
  const all = (await github.list(releaseSchema, 'GET /releases')).filter(({ tag_name }) => tag_name === tag);
  return all.find(({ draft }) => !draft) ?? all.at(-1);
}

/** The notes of a tag's published release, in Markdown; undefined where there is none. */
export async function readNotes(github: GitHub, tag: string): Promise<string | undefined> {
  const release = await github.find(releaseSchema, 'GET /releases/tags/{tag}', { tag });
  return release?.body ?? undefined;
}

/** GitHub may keep the tag's commit or a branch as the target of what is published, and ends lines with CRLF. */
const isAs = (release: Release, content: ReleaseContent): boolean =>
  release.name === content.name &&
  (release.body ?? '').replaceAll('\r\n', '\n') === content.body &&
  release.prerelease === content.prerelease &&
  (!release.draft || release.target_commitish === content.target_commitish);

export interface UpsertedRelease {
  readonly release: Release;
  readonly done: 'created' | 'updated' | 'unchanged';
}

/** Makes a draft, or brings the draft or the published release of that tag to this content; it publishes nothing. */
export async function upsertRelease(github: GitHub, content: ReleaseContent): Promise<UpsertedRelease> {
  const { thing, created } = await createOnce(
    () => findRelease(github, content.tag_name),
    () => github.ask(releaseSchema, 'POST /releases', { ...content, make_latest: 'false', draft: true }),
  );
  if (created) return { release: thing, done: 'created' };
  if (isAs(thing, content)) return { release: thing, done: 'unchanged' };
  const { make_latest: _, ...change } = content;
  const release = await github.ask(releaseSchema, 'PATCH /releases/{release_id}', {
    ...change,
    release_id: thing.id,
  });
  return { release, done: 'updated' };
}

/** Publishes a draft; what is published stays as it is. */
export async function publishRelease(
  github: GitHub,
  release: Release,
  { make_latest }: ReleaseContent,
): Promise<Release> {
  if (!release.draft) return release;
  const change = { release_id: release.id, draft: false, make_latest };
  return github.ask(releaseSchema, 'PATCH /releases/{release_id}', change);
}
