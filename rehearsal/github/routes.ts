import type { Route } from './route.ts';
import { commitCommentRoutes } from './routes/commit-comments.ts';
import { commitStatusRoutes } from './routes/commit-statuses.ts';
import { deploymentPolicyRoutes } from './routes/deployment-policies.ts';
import { dispatchRoutes } from './routes/dispatches.ts';
import { environmentSecretRoutes } from './routes/environment-secrets.ts';
import { environmentVariableRoutes } from './routes/environment-variables.ts';
import { environmentRoutesOf } from './routes/environments.ts';
import { issueCommentRoutes } from './routes/issue-comments.ts';
import { organizationRoutes } from './routes/organizations.ts';
import { pullRequestRoutes } from './routes/pull-requests.ts';
import { refRoutes } from './routes/refs.ts';
import { releaseRoutes } from './routes/releases.ts';
import { repositoryRoutesOf } from './routes/repositories.ts';
import { userRoutes } from './routes/users.ts';
import type { GitHubState } from './state.ts';

/** All routes of the stand-in. The first match wins. */
export function allRoutes(state: GitHubState): Route[] {
  return [
    ...userRoutes(state),
    ...organizationRoutes(state),
    ...repositoryRoutesOf(state),
    ...environmentRoutesOf(state),
    ...deploymentPolicyRoutes(state),
    ...environmentSecretRoutes(state),
    ...environmentVariableRoutes(state),
    ...refRoutes(state),
    ...releaseRoutes(state),
    ...commitCommentRoutes(state),
    ...commitStatusRoutes(state),
    ...pullRequestRoutes(state),
    ...issueCommentRoutes(state),
    ...dispatchRoutes(state),
  ];
}
