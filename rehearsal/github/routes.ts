import type { Route } from './route.ts';
import { deploymentPolicyRoutes } from './routes/deployment-policies.ts';
import { environmentSecretRoutes } from './routes/environment-secrets.ts';
import { environmentVariableRoutes } from './routes/environment-variables.ts';
import { environmentRoutesOf } from './routes/environments.ts';
import { organizationRoutes } from './routes/organizations.ts';
import { repositoryRoutesOf } from './routes/repositories.ts';
import { userRoutes } from './routes/users.ts';
import type { GitHubState } from './state.ts';

/** Everything the stand-in answers. The first match wins. */
export function allRoutes(state: GitHubState): Route[] {
  return [
    ...userRoutes(state),
    ...organizationRoutes(state),
    ...repositoryRoutesOf(state),
    ...environmentRoutesOf(state),
    ...deploymentPolicyRoutes(state),
    ...environmentSecretRoutes(state),
    ...environmentVariableRoutes(state),
  ];
}
