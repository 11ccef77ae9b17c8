import { firstPage } from '../listing.ts';
import { environmentRoutes, repositoryRoutes } from '../lookup.ts';
import { notFound, unprocessable } from '../refusal.ts';
import { parseBody } from '../request-body.ts';
import type { Route } from '../route.ts';
import type { GitHubState } from '../state.ts';
import { environmentBody } from './environment-body.ts';
import { changeEnvironment, environmentChange, makeEnvironment } from './environment-change.ts';

const MAX_NAME_LENGTH = 255;

/** Environments of a repository: list, read, create or change, delete. */
export function environmentRoutesOf(state: GitHubState): Route[] {
  return [
    ...repositoryRoutes(state, 'GET', '/environments', (call, repository) => {
      const all = [...repository.environments.values()].map((one) => environmentBody(state, one));
      return { status: 200, body: { total_count: all.length, environments: firstPage(call, all) } };
    }),
    ...environmentRoutes(state, 'GET', '', (_call, environment) => ({
      status: 200,
      body: environmentBody(state, environment),
    })),
    ...repositoryRoutes(state, 'PUT', '/environments/:environment', (call, repository) => {
      const name = call.param('environment');
      if (name.length > MAX_NAME_LENGTH) throw unprocessable('Invalid environment name.');
      const change = parseBody(environmentChange, call.body);
      const environment = repository.environments.get(name.toLowerCase()) ?? makeEnvironment(state, name);
      changeEnvironment(state, environment, change);
      repository.environments.set(name.toLowerCase(), environment);
      return { status: 200, body: environmentBody(state, environment) };
    }),
    ...repositoryRoutes(state, 'DELETE', '/environments/:environment', (call, repository) => {
      const wasThere = repository.environments.delete(call.param('environment').toLowerCase());
      if (!wasThere) throw notFound();
      return { status: 204 };
    }),
  ];
}
