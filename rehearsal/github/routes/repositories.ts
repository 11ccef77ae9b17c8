import { repositoryRoutes } from '../lookup.ts';
import type { Route } from '../route.ts';
import { fullNameOf, type GitHubState, type Repository } from '../state.ts';
import { accountBody } from './users.ts';

/** A repository, by name or by id. */
export function repositoryRoutesOf(state: GitHubState): Route[] {
  return repositoryRoutes(state, 'GET', '', (_request, repository) => ({
    status: 200,
    body: repositoryBody(repository),
  }));
}

/** A repository as the API returns it. */
export function repositoryBody(repository: Repository) {
  return {
    id: repository.id,
    node_id: `R_${repository.id}`,
    name: repository.name,
    full_name: fullNameOf(repository),
    owner: accountBody(repository.owner),
    private: false,
    visibility: 'public',
    archived: false,
    default_branch: 'main',
  };
}
