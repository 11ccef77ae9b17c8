import { notFound } from './refusal.ts';
import type { Answer, Call, Route } from './route.ts';
import { type Environment, findRepository, type GitHubState, type Repository } from './state.ts';

/** A handler below a repository's path. */
export type RepositoryHandler = (call: Call, repository: Repository) => Answer;

/** A handler below an environment's path. */
export type EnvironmentHandler = (call: Call, environment: Environment) => Answer;

/**
 * Routes for one path of a repository. GitHub takes a repository by name and by id, and clients use both for
 * what belongs to an environment.
 *
 * @param suffix what follows the repository, for instance `/environments/:environment`
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
      handle: (call) => {
        const repository = findRepository(state, `${call.param('owner')}/${call.param('repo')}`);
        return handle(call, found(repository));
      },
    },
    {
      method,
      pattern: `/repositories/:repositoryId${suffix}`,
      handle: (call) => {
        const id = call.param('repositoryId');
        return handle(call, found(state.repositories.find((repository) => String(repository.id) === id)));
      },
    },
  ];
}

/**
 * Routes for one path of an environment; 404 where the environment is absent.
 *
 * @param suffix what follows the environment, for instance `/variables/:name`
 */
export function environmentRoutes(
  state: GitHubState,
  method: Route['method'],
  suffix: string,
  handle: EnvironmentHandler,
): Route[] {
  return repositoryRoutes(state, method, `/environments/:environment${suffix}`, (call, repository) => {
    const environment = repository.environments.get(call.param('environment').toLowerCase());
    return handle(call, found(environment));
  });
}

/**
 * What was looked up.
 *
 * @throws {Refusal} 404 when there is none
 */
export function found<Item>(item: Item | undefined): Item {
  if (item === undefined) throw notFound();
  return item;
}
