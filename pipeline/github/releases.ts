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

/** The content of a release, in GitHub's field names. */
export interface ReleaseContent {
  readonly tag_name: string;
  /** The commit to tag if the tag does not exist yet: 40 hexadecimal digits. */
  readonly target_commitish: string;
  readonly name: string;
  readonly body: string;
  readonly prerelease: boolean;
  /** `legacy`: GitHub chooses the latest release by date and version. */
  readonly make_latest: 'legacy' | 'false';
}

/** GitHub's limit for the body of a release, in characters. */
export const releaseBodyLimit = 125_000;

/** The published release of a tag, or else its oldest draft. GitHub returns drafts only in the list. */
async function findRelease(github: GitHub, tag: string): Promise<Release | undefined> {
  const all = (await github.list(releaseSchema, 'GET /releases')).filter(({ tag_name }) => tag_name === tag);
  return all.find(({ draft }) => !draft) ?? all.at(-1);
}

/** The notes of a tag's published release, in Markdown; undefined if there is none. */
export async function readReleaseNotes(github: GitHub, tag: string): Promise<string | undefined> {
  const release = await github.find(releaseSchema, 'GET /releases/tags/{tag}', { tag });
  return release?.body ?? undefined;
}

/** The target of a published release is not compared, because GitHub may change it; and GitHub ends lines with CRLF. */
const hasContent = (release: Release, content: ReleaseContent): boolean =>
  release.name === content.name &&
  (release.body ?? '').replaceAll('\r\n', '\n') === content.body &&
  release.prerelease === content.prerelease &&
  (!release.draft || release.target_commitish === content.target_commitish);

export interface UpsertedRelease {
  readonly release: Release;
  readonly done: 'created' | 'updated' | 'unchanged';
}

/** Creates a draft, or updates the draft or published release of the tag. It publishes nothing. */
export async function upsertRelease(github: GitHub, content: ReleaseContent): Promise<UpsertedRelease> {
  const { resource, created } = await createOnce(
    () => findRelease(github, content.tag_name),
    () => github.request(releaseSchema, 'POST /releases', { ...content, make_latest: 'false', draft: true }),
  );
  if (created) return { release: resource, done: 'created' };
  if (hasContent(resource, content)) return { release: resource, done: 'unchanged' };
  const { make_latest: _, ...change } = content;
  const release = await github.request(releaseSchema, 'PATCH /releases/{release_id}', {
    ...change,
    release_id: resource.id,
  });
  return { release, done: 'updated' };
}

/** Publishes a draft; does nothing if it is published already. */
export async function publishRelease(
  github: GitHub,
  release: Release,
  { make_latest }: ReleaseContent,
): Promise<Release> {
  if (!release.draft) return release;
  const change = { release_id: release.id, draft: false, make_latest };
  return github.request(releaseSchema, 'PATCH /releases/{release_id}', change);
}
