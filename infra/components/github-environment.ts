import * as github from '@pulumi/github';
import * as pulumi from '@pulumi/pulumi';
import type { Application } from '../../model/application.ts';
import type { Environment } from '../../model/environment.ts';

import type { ProgramConfig } from '../program-config.ts';

/** The GitHub Environment of an environment: its protection rules, secrets and variables. */
export class GitHubEnvironment extends pulumi.ComponentResource {
  constructor(
    application: Application,
    environment: Environment,
    config: ProgramConfig,
    options: pulumi.ComponentResourceOptions,
  ) {
    super('pipeline:github:Environment', environment.name, {}, options);
    const child = { parent: this };
    const repository = application.repository.name;
    const { deploymentBranches, deploymentTags } = environment.github;
    const policies = [
      ...deploymentBranches.map((branchPattern) => [`branch/${branchPattern}`, { branchPattern }] as const),
      ...deploymentTags.map((tagPattern) => [`tag/${tagPattern}`, { tagPattern }] as const),
    ];
    const place = { repository, environment: createEnvironment().environment };
    for (const [name, pattern] of policies) {
      new github.RepositoryEnvironmentDeploymentPolicy(
        `${environment.name}/${name}`,
        { ...place, ...pattern },
        child,
      );
    }
    for (const [secretName, key] of Object.entries(environment.secrets)) {
      new github.ActionsEnvironmentSecret(
        `${environment.name}/${secretName}`,
        { ...place, secretName, value: config.secret(key) },
        child,
      );
    }
    for (const [variableName, value] of Object.entries(environment.variables)) {
      new github.ActionsEnvironmentVariable(
        `${environment.name}/${variableName}`,
        { ...place, variableName, value },
        child,
      );
    }
    this.registerOutputs();

    function createEnvironment(): github.RepositoryEnvironment {
      const { reviewers, waitMinutes, preventSelfReview } = environment.github;
      const named = reviewers.users.length + reviewers.teams.length > 0;
      return new github.RepositoryEnvironment(
        environment.name,
        {
          repository,
          environment: environment.name,
          waitTimer: waitMinutes,
          preventSelfReview,
          canAdminsBypass: false,
          ...(named
            ? { reviewers: [{ users: reviewers.users.map(userId), teams: reviewers.teams.map(teamId) }] }
            : {}),
          ...(policies.length > 0
            ? { deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true } }
            : {}),
        },
        {
          ...child,
          ...(environment.adopt.includes('githubEnvironment')
            ? { import: `${repository}:${environment.name}`, ignoreChanges: ['*'] }
            : {}),
        },
      );
    }

    function userId(username: string): pulumi.Output<number> {
      return github.getUserOutput({ username }, child).apply(({ id }) => Number(id));
    }

    function teamId(slug: string): pulumi.Output<number> {
      return github.getTeamOutput({ slug, summaryOnly: true }, child).apply(({ id }) => Number(id));
    }
  }
}
