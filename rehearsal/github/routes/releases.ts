import { z } from 'zod';
import { validationFailed } from '../api-error.ts';
import { pageOf, timestamp } from '../listing.ts';
import { repositoryRoutes, requireFound } from '../lookup.ts';
import type { GitObject, Release } from '../release-state.ts';
import { parseBody } from '../request-body.ts';
import type { Route } from '../route.ts';
import { fullNameOf, type GitHubState, type Repository } from '../state.ts';

const MAX_BODY_LENGTH = 125_000;

const change = z.object({
  tag_name: z.string().min(1).optional(),
  target_commitish: z.string().min(1).optional(),
  name: z.string().optional(),
  body: z.string().optional(),
  draft: z.boolean().optional(),
  prerelease: z.boolean().optional(),
  make_latest: z.enum(['true', 'false', 'legacy']).optional(),
});
const creation = change.required({ tag_name: true });

/** Releases and drafts. Publishing a release creates its tag if there is none. */
export function releaseRoutes(state: GitHubState): Route[] {
  return [
    ...repositoryRoutes(state, 'GET', '/releases', (request, repository) =>
      pageOf(
        request,
        repository.releases.toReversed().map((release) => releaseBody(repository, release)),
      ),
    ),
    ...repositoryRoutes(state, 'GET', '/releases/tags/:tag', (request, repository) => {
      const { releases } = repository;
      const release = requireFound(releases.find(({ tag, draft }) => !draft && tag === request.param('tag')));
      return { status: 200, body: releaseBody(repository, release) };
    }),
    ...repositoryRoutes(state, 'POST', '/releases', (request, repository) => {
      const wanted = parseBody(creation, request.body);
      const id = state.nextId();
      const blank = { tag: wanted.tag_name, target: 'main', title: '', body: '', draft: false };
      const release = applyChange(
        { ...blank, id, createdAt: state.now(), prerelease: false, makeLatest: 'true' },
        wanted,
      );
      validateAndTag(repository, release);
      repository.releases.push(release);
      return { status: 201, body: releaseBody(repository, release) };
    }),
    ...repositoryRoutes(state, 'PATCH', '/releases/:id', (request, repository) => {
      const release = requireFound(repository.releases.find(({ id }) => String(id) === request.param('id')));
      const after = applyChange(release, parseBody(change, request.body));
      validateAndTag(repository, after);
      return { status: 200, body: releaseBody(repository, Object.assign(release, after)) };
    }),
  ];
}

const applyChange = (release: Release, wanted: z.infer<typeof change>): Release => ({
  ...release,
  tag: wanted.tag_name ?? release.tag,
  target: wanted.target_commitish ?? release.target,
  title: wanted.name ?? release.title,
  body: wanted.body ?? release.body,
  draft: wanted.draft ?? release.draft,
  prerelease: wanted.prerelease ?? release.prerelease,
  makeLatest: wanted.make_latest ?? release.makeLatest,
});

/**
 * Checks a release as GitHub does, and creates the tag of a published one if there is none.
 *
 * @throws {ApiError} 422
 */
function validateAndTag(repository: Repository, release: Release): void {
  const { releases, refs } = repository;
  if ([...release.body].length > MAX_BODY_LENGTH) {
    const message = `body is too long (maximum is ${MAX_BODY_LENGTH} characters)`;
    throw validationFailed('Release', { code: 'custom', field: 'body', message });
  }
  if (release.draft) return;
  const isTaken = releases.some(({ id, tag, draft }) => id !== release.id && !draft && tag === release.tag);
  if (isTaken) throw validationFailed('Release', { code: 'already_exists', field: 'tag_name' });
  const ref = `refs/tags/${release.tag}`;
  if (refs.has(ref)) return;
  const commit = resolveTarget(repository, release.target);
  if (commit === undefined) throw validationFailed('Release', { code: 'invalid', field: 'target_commitish' });
  refs.set(ref, commit);
}

/** The commit of a branch, or the given commit: every well-formed commit is taken for one that was pushed. */
function resolveTarget({ refs }: Repository, target: string): GitObject | undefined {
  return /^[0-9a-f]{40}$/.test(target) ? { type: 'commit', sha: target } : refs.get(`refs/heads/${target}`);
}

function releaseBody(repository: Repository, release: Release) {
  const { id, tag, target, title, body, draft, prerelease, createdAt } = release;
  const page = draft ? `untagged-${id}` : tag;
  return {
    id,
    node_id: `RE_${id}`,
    html_url: `https://github.com/${fullNameOf(repository)}/releases/tag/${page}`,
    tag_name: tag,
    target_commitish: target,
    name: title,
    body,
    draft,
    prerelease,
    created_at: timestamp(createdAt),
    assets: [],
  };
}
