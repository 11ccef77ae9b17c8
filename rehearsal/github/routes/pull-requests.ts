import { z } from 'zod';
import { pageOf } from '../listing.ts';
import { found, repositoryRoutes } from '../lookup.ts';
import { validationFailed } from '../refusal.ts';
import type { PullRequest } from '../release-state.ts';
import { parseBody } from '../request-body.ts';
import type { Call, Route } from '../route.ts';
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
    ...repositoryRoutes(state, 'GET', '/pulls', (call, repository) => {
      followHeads(repository);
      const pulls = repository.pullRequests.filter((pull) => isWanted(call, repository, pull)).toReversed();
      return pageOf(
        call,
        pulls.map((pull) => pullBody(repository, pull)),
      );
    }),
    ...repositoryRoutes(state, 'POST', '/pulls', (call, repository) => {
      const { head, base, ...rest } = parseBody(creation, call.body);
      const headCommit = branchOf(repository, 'head', head);
      if (headCommit === branchOf(repository, 'base', base))
        throw refused(`No commits between ${base} and ${head}`);
      const { pullRequests, owner } = repository;
      if (pullRequests.some((pull) => pull.state === 'open' && pull.head === head && pull.base === base))
        throw refused(`A pull request already exists for ${owner.login}:${head}.`);
      const id = state.nextId();
      const number = pullRequests.length + 1;
      const pull: PullRequest = { id, number, head, base, headCommit, ...rest, state: 'open' };
      pullRequests.push(pull);
      return { status: 201, body: pullBody(repository, pull) };
    }),
    ...repositoryRoutes(state, 'PATCH', '/pulls/:number', (call, repository) => {
      const pull = found(
        repository.pullRequests.find(({ number }) => String(number) === call.param('number')),
      );
      const { title = pull.title, body = pull.body, state = pull.state } = parseBody(change, call.body);
      return { status: 200, body: pullBody(repository, Object.assign(pull, { title, body, state })) };
    }),
  ];
}

const refused = (message: string) => validationFailed('PullRequest', { code: 'custom', message });

function branchOf({ refs }: Repository, field: 'head' | 'base', name: string): string {
  const commit = refs.get(`refs/heads/${name}`)?.sha;
  if (commit === undefined) throw validationFailed('PullRequest', { code: 'invalid', field });
  return commit;
}

/** An open pull request shows what its branch has now. */
function followHeads({ pullRequests, refs }: Repository): void {
  for (const pull of pullRequests) {
    if (pull.state === 'open') pull.headCommit = refs.get(`refs/heads/${pull.head}`)?.sha ?? pull.headCommit;
  }
}

function isWanted({ query }: Call, { owner }: Repository, { state, head, base }: PullRequest): boolean {
  const wanted = query.get('state') ?? 'open';
  return (
    (wanted === 'all' || wanted === state) &&
    (query.get('head') ?? `${owner.login}:${head}`) === `${owner.login}:${head}` &&
    (query.get('base') ?? base) === base
  );
}

function pullBody(repository: Repository, pull: PullRequest) {
  const { id, number, state, title, body, head, base, headCommit } = pull;
  const side = (ref: string) => ({ label: `${repository.owner.login}:${ref}`, ref });
  return {
    id,
    node_id: `PR_${id}`,
    html_url: `https://github.com/${fullNameOf(repository)}/pull/${number}`,
    number,
    state,
    title,
    body,
    head: { ...side(head), sha: headCommit },
    base: side(base),
  };
}
