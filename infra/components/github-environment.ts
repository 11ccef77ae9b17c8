import * as github from '@pulumi/github';
import * as pulumi from '@pulumi/pulumi';
import type { Environment } from '../../model/environment.ts';

export interface GitHubEnvironmentArgs {
  /** Name of the repository, without its owner. */
  readonly repository: string;
  /** The environment with the protection rules, secrets and variables. */
  readonly environment: Pick<Environment, 'name' | 'github' | 'secrets' | 'variables' | 'adopt'>;
  /** The value of a secret by its key in the stack's config. */
  readonly secret: (key: string) => pulumi.Output<string>;
}

/** The GitHub Environment of an environment: its protection rules, secrets and variables. */
export class GitHubEnvironment extends pulumi.ComponentResource {
  /** Its name on GitHub, once it exists. */
  readonly environment: pulumi.Output<string>;

  constructor(name: string, args: GitHubEnvironmentArgs, opts: pulumi.ComponentResourceOptions) {
    super('pipeline:github:Environment', name, {}, opts);
    const { repository, environment, secret } = args;
    const { deploymentBranches, deploymentTags } = environment.github;
    const child = { parent: this };

    this.environment = createEnvironment().environment;
    const place = { repository, environment: this.environment };
    createDeploymentPolicies();
    createSecrets();
    createVariables();
    this.registerOutputs({ environment: this.environment });

    function createEnvironment(): github.RepositoryEnvironment {
      const { reviewers, waitMinutes, preventSelfReview } = environment.github;
      const hasReviewers = reviewers.users.length + reviewers.teams.length > 0;
      const hasPolicies = deploymentBranches.length + deploymentTags.length > 0;
      const adopted = environment.adopt.includes('githubEnvironment');
      return new github.RepositoryEnvironment(
        name,
        {
          repository,
          environment: environment.name,
          waitTimer: waitMinutes,
          preventSelfReview,
          canAdminsBypass: false,
          ...(hasReviewers
            ? { reviewers: [{ users: reviewers.users.map(userId), teams: reviewers.teams.map(teamId) }] }
            : {}),
          ...(hasPolicies
            ? { deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true } }
            : {}),
        },
        {
          ...child,
          ...(adopted ? { import: `${repository}:${environment.name}`, ignoreChanges: ['*'] } : {}),
        },
      );
    }

    function userId(username: string): pulumi.Output<number> {
      return github.getUserOutput({ username }, child).apply(({ id }) => Number(id));
    }

    function teamId(slug: string): pulumi.Output<number> {
      return github.getTeamOutput({ slug, summaryOnly: true }, child).apply(({ id }) => Number(id));
    }

    function createDeploymentPolicies(): void {
      const policies = [
        ...deploymentBranches.map((branchPattern) => [`branch/${branchPattern}`, { branchPattern }] as const),
        ...deploymentTags.map((tagPattern) => [`tag/${tagPattern}`, { tagPattern }] as const),
      ];
      for (const [id, pattern] of policies)
        new github.RepositoryEnvironmentDeploymentPolicy(`${name}/${id}`, { ...place, ...pattern }, child);
    }

    function createSecrets(): void {
      for (const [secretName, key] of Object.entries(environment.secrets)) {
        const secretArgs = { ...place, secretName, value: secret(key) };
        new github.ActionsEnvironmentSecret(`${name}/${secretName}`, secretArgs, child);
      }
    }

    function createVariables(): void {
      for (const [variableName, value] of Object.entries(environment.variables)) {
        const variableArgs = { ...place, variableName, value };
        new github.ActionsEnvironmentVariable(`${name}/${variableName}`, variableArgs, child);
      }
    }
  }
}
