import { z } from 'zod';
import { validationFailed } from '../api-error.ts';
import { pageOf } from '../listing.ts';
import { repositoryRoutes, requireFound } from '../lookup.ts';
import type { PullRequest } from '../release-state.ts';
import { parseBody } from '../request-body.ts';
import type { ApiRequest, Route } from '../route.ts';
import { fullNameOf, type GitHubState, type Repository } from '../state.ts';

const creation = z.object({
  title: z.string().min(1),
  head: z.string().min(1),
  base: z.string().min(1),
  body: z.string().max(65_536).default(''),
});
const change = z.object({
  title: z.string().min(1).optional(),
  body: z.string().max(65_536).optional(),
  state: z.enum(['open', 'closed']).optional(),
});

/** Pull requests between branches of one repository. */
export function pullRequestRoutes(state: GitHubState): Route[] {
  return [
    ...repositoryRoutes(state, 'GET', '/pulls', (request, repository) => {
      updateHeads(repository);
      const pulls = repository.pullRequests
        .filter((pull) => matchesQuery(request, repository, pull))
        .toReversed();
      return pageOf(
        request,
        pulls.map((pull) => pullBody(repository, pull)),
      );
    }),
    ...repositoryRoutes(state, 'POST', '/pulls', (request, repository) => {
      const { head, base, ...rest } = parseBody(creation, request.body);
      const headCommit = branchCommit(repository, 'head', head);
      if (headCommit === branchCommit(repository, 'base', base))
        throw pullRequestError(`No commits between ${base} and ${head}`);
      const { pullRequests, owner } = repository;
      if (pullRequests.some((pull) => pull.state === 'open' && pull.head === head && pull.base === base))
        throw pullRequestError(`A pull request already exists for ${owner.login}:${head}.`);
      const id = state.nextId();
      const number = pullRequests.length + 1;
      const pull: PullRequest = { id, number, head, base, headCommit, ...rest, state: 'open' };
      pullRequests.push(pull);
      return { status: 201, body: pullBody(repository, pull) };
    }),
    ...repositoryRoutes(state, 'PATCH', '/pulls/:number', (request, repository) => {
      const pull = requireFound(
        repository.pullRequests.find(({ number }) => String(number) === request.param('number')),
      );
      const { title = pull.title, body = pull.body, state = pull.state } = parseBody(change, request.body);
      return { status: 200, body: pullBody(repository, Object.assign(pull, { title, body, state })) };
    }),
  ];
}

const pullRequestError = (message: string) => validationFailed('PullRequest', { code: 'custom', message });

function branchCommit({ refs }: Repository, field: 'head' | 'base', name: string): string {
  const commit = refs.get(`refs/heads/${name}`)?.sha;
  if (commit === undefined) throw validationFailed('PullRequest', { code: 'invalid', field });
  return commit;
}

/** Sets the head commit of each open pull request to the current commit of its branch. */
function updateHeads({ pullRequests, refs }: Repository): void {
  for (const pull of pullRequests) {
    if (pull.state === 'open') pull.headCommit = refs.get(`refs/heads/${pull.head}`)?.sha ?? pull.headCommit;
  }
}

function matchesQuery(
  { query }: ApiRequest,
  { owner }: Repository,
  { state, head, base }: PullRequest,
): boolean {
  const wanted = query.get('state') ?? 'open';
  return (
    (wanted === 'all' || wanted === state) &&
    (query.get('head') ?? `${owner.login}:${head}`) === `${owner.login}:${head}` &&
    (query.get('base') ?? base) === base
  );
}

function pullBody(repository: Repository, pull: PullRequest) {
  const { id, number, state, title, body, head, base, headCommit } = pull;
  const refBody = (ref: string) => ({ label: `${repository.owner.login}:${ref}`, ref });
  return {
    id,
    node_id: `PR_${id}`,
    html_url: `https://github.com/${fullNameOf(repository)}/pull/${number}`,
    number,
    state,
    title,
    body,
    head: { ...refBody(head), sha: headCommit },
    base: refBody(base),
  };
}
