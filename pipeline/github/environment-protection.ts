import { z } from 'zod';
import type { Application } from '../../model/application.ts';
import type { Environment } from '../../model/environment.ts';
import type { Fault } from '../../model/errors.ts';
import type { GitHub } from './client.ts';

const reviewerSchema = z.union([
  z.object({ type: z.literal('User'), reviewer: z.object({ login: z.string() }) }),
  z.object({ type: z.literal('Team'), reviewer: z.object({ slug: z.string() }) }),
]);

const ruleSchema = z.object({
  type: z.string(),
  wait_timer: z.int().optional(),
  prevent_self_review: z.boolean().optional(),
  reviewers: z.array(reviewerSchema).optional(),
});

const environmentSchema = z.object({
  can_admins_bypass: z.boolean().default(false),
  protection_rules: z.array(ruleSchema).default([]),
  deployment_branch_policy: z
    .object({ protected_branches: z.boolean(), custom_branch_policies: z.boolean() })
    .nullable(),
});

const policiesSchema = z.object({
  branch_policies: z.array(z.object({ name: z.string(), type: z.enum(['branch', 'tag']).default('branch') })),
});

/** The protection rules of an environment on GitHub. */
interface Protection {
  /** Rules by a name for messages, for instance `reviewer ada`. */
  readonly named: readonly string[];
  readonly waitMinutes: number;
  readonly preventSelfReview: boolean;
  readonly adminsBypass: boolean;
}

function definedProtection({ github }: Environment): Protection {
  const { reviewers, waitMinutes, preventSelfReview, deploymentBranches, deploymentTags } = github;
  const policies = [
    ...deploymentBranches.map((pattern) => `branch pattern ${pattern}`),
    ...deploymentTags.map((pattern) => `tag pattern ${pattern}`),
  ];
  return {
    named: [
      ...reviewers.users.map((login) => `reviewer ${login.toLowerCase()}`),
      ...reviewers.teams.map((slug) => `reviewer team ${slug.toLowerCase()}`),
      ...(policies.length > 0 ? ['limit to patterns of branches and tags', ...policies] : []),
    ],
    waitMinutes,
    // GitHub has this setting only together with reviewers.
    preventSelfReview: preventSelfReview && reviewers.users.length + reviewers.teams.length > 0,
    adminsBypass: false,
  };
}

function actualProtection(
  environment: z.output<typeof environmentSchema>,
  policies: z.output<typeof policiesSchema>['branch_policies'],
): Protection {
  const rules = environment.protection_rules;
  const reviewers = rules.flatMap((rule) => rule.reviewers ?? []);
  const limit = environment.deployment_branch_policy;
  return {
    named: [
      ...reviewers.map((rule) =>
        rule.type === 'User'
          ? `reviewer ${rule.reviewer.login.toLowerCase()}`
          : `reviewer team ${rule.reviewer.slug.toLowerCase()}`,
      ),
      ...(limit?.protected_branches ? ['limit to protected branches'] : []),
      ...(limit?.custom_branch_policies ? ['limit to patterns of branches and tags'] : []),
      ...policies.map(({ type, name }) => `${type} pattern ${name}`),
    ],
    waitMinutes: Math.max(0, ...rules.map((rule) => rule.wait_timer ?? 0)),
    preventSelfReview: rules.some((rule) => rule.prevent_self_review),
    adminsBypass: environment.can_admins_bypass,
  };
}

function describeDrift(wanted: Protection, found: Protection): string[] {
  return [
    ...wanted.named.filter((name) => !found.named.includes(name)).map((name) => `${name} is missing`),
    ...found.named.filter((name) => !wanted.named.includes(name)).map((name) => `${name} was added`),
    ...(found.waitMinutes === wanted.waitMinutes
      ? []
      : [`waits ${found.waitMinutes} minutes instead of ${wanted.waitMinutes}`]),
    ...(found.preventSelfReview === wanted.preventSelfReview
      ? []
      : [found.preventSelfReview ? 'self-review was forbidden' : 'self-review is allowed']),
    ...(found.adminsBypass === wanted.adminsBypass ? [] : ['administrators may bypass the protection']),
  ];
}

/**
 * Compares the protection of an environment on GitHub with its definition.
 *
 * @returns a fault for each difference
 * @throws UserError, RemoteError if a request to GitHub fails
 */
export async function findProtectionDrift(
  github: GitHub,
  { repository }: Application,
  environment: Environment,
): Promise<Fault[]> {
  const where = `${repository.owner}/${repository.name}: environment ${environment.name}`;
  const hint = `run pulumi up --refresh --stack ${environment.name} to restore it`;
  const route = 'GET /environments/{environment}';
  const place = { environment: environment.name };
  const found = await github.find(environmentSchema, route, place);
  if (found === undefined) return [{ where, what: 'does not exist', hint }];
  const { branch_policies } = found.deployment_branch_policy?.custom_branch_policies
    ? await github.request(policiesSchema, `${route}/deployment-branch-policies`, { ...place, per_page: 100 })
    : { branch_policies: [] };
  return describeDrift(definedProtection(environment), actualProtection(found, branch_policies)).map(
    (what) => ({
      where,
      what,
      hint,
    }),
  );
}
