import { notFound, unprocessable } from './api-error.ts';
import type { ApiRequest, ApiResponse, Route } from './route.ts';
import { type Environment, findRepository, type GitHubState, type Repository } from './state.ts';

/** Handles requests to a path below a repository. */
export type RepositoryHandler = (request: ApiRequest, repository: Repository) => ApiResponse;

/** Handles requests to a path below an environment. */
export type EnvironmentHandler = (request: ApiRequest, environment: Environment) => ApiResponse;

/**
 * Routes for one path below a repository. The repository can be given by name and by id, and clients use both for
 * environments.
 *
 * @param suffix the path after the repository, for instance `/environments/:environment`
 */
export function repositoryRoutes(
  state: GitHubState,
  method: Route['method'],
  suffix: string,
  handle: RepositoryHandler,
): Route[] {
  return [
    {
      method,
      pattern: `/repos/:owner/:repo${suffix}`,
      handle: (request) => {
        const repository = findRepository(state, `${request.param('owner')}/${request.param('repo')}`);
        return handle(request, requireFound(repository));
      },
    },
    {
      method,
      pattern: `/repositories/:repositoryId${suffix}`,
      handle: (request) => {
        const id = request.param('repositoryId');
        return handle(
          request,
          requireFound(state.repositories.find((repository) => String(repository.id) === id)),
        );
      },
    },
  ];
}

/**
 * Routes for one path below an environment. They respond with 404 if the environment does not exist.
 *
 * @param suffix the path after the environment, for instance `/variables/:name`
 */
export function environmentRoutes(
  state: GitHubState,
  method: Route['method'],
  suffix: string,
  handle: EnvironmentHandler,
): Route[] {
  return repositoryRoutes(state, method, `/environments/:environment${suffix}`, (request, repository) => {
    const environment = repository.environments.get(request.param('environment').toLowerCase());
    return handle(request, requireFound(environment));
  });
}

/**
 * Returns the item of a lookup.
 *
 * @throws {ApiError} 404 when it is undefined
 */
export function requireFound<Item>(item: Item | undefined): Item {
  if (item === undefined) throw notFound();
  return item;
}

/**
 * The commit of a path with `:sha`. Every well-formed commit is taken for one that was pushed.
 *
 * @returns 40 hexadecimal digits
 * @throws {ApiError} 422 for anything else
 */
export function commitSha(request: ApiRequest): string {
  const sha = request.param('sha');
  if (!/^[0-9a-f]{40}$/.test(sha)) throw unprocessable(`No commit found for SHA: ${sha}`);
  return sha;
}
