import { notFound, unprocessable } from '../api-error.ts';
import { firstPage } from '../listing.ts';
import { environmentRoutes, repositoryRoutes } from '../lookup.ts';
import { parseBody } from '../request-body.ts';
import type { Route } from '../route.ts';
import type { GitHubState } from '../state.ts';
import { environmentBody } from './environment-body.ts';
import { changeEnvironment, environmentChange, makeEnvironment } from './environment-change.ts';

const MAX_NAME_LENGTH = 255;

/** Environments of a repository: list, read, create or update, delete. */
export function environmentRoutesOf(state: GitHubState): Route[] {
  return [
    ...repositoryRoutes(state, 'GET', '/environments', (request, repository) => {
      const all = [...repository.environments.values()].map((one) => environmentBody(state, one));
      return { status: 200, body: { total_count: all.length, environments: firstPage(request, all) } };
    }),
    ...environmentRoutes(state, 'GET', '', (_request, environment) => ({
      status: 200,
      body: environmentBody(state, environment),
    })),
    ...repositoryRoutes(state, 'PUT', '/environments/:environment', (request, repository) => {
      const name = request.param('environment');
      if (name.length > MAX_NAME_LENGTH) throw unprocessable('Invalid environment name.');
      const change = parseBody(environmentChange, request.body);
      const environment = repository.environments.get(name.toLowerCase()) ?? makeEnvironment(state, name);
      changeEnvironment(state, environment, change);
      repository.environments.set(name.toLowerCase(), environment);
      return { status: 200, body: environmentBody(state, environment) };
    }),
    ...repositoryRoutes(state, 'DELETE', '/environments/:environment', (request, repository) => {
      const existed = repository.environments.delete(request.param('environment').toLowerCase());
      if (!existed) throw notFound();
      return { status: 204 };
    }),
  ];
}
