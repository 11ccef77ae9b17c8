import { z } from 'zod';
import { unprocessable } from '../api-error.ts';
import { makeSealingKey } from '../sealed-box.ts';
import type { Environment, GitHubState } from '../state.ts';
import { reviewerBody } from './environment-body.ts';

/** The body of PUT: null clears a rule, an omitted field stays unchanged. */
export const environmentChange = z.object({
  wait_timer: z.int().min(0).max(43200).nullish(),
  prevent_self_review: z.boolean().nullish(),
  can_admins_bypass: z.boolean().nullish(),
  reviewers: z
    .array(z.object({ type: z.enum(['User', 'Team']), id: z.int() }))
    .max(6)
    .nullish(),
  deployment_branch_policy: z
    .object({ protected_branches: z.boolean(), custom_branch_policies: z.boolean() })
    .refine((policy) => policy.protected_branches !== policy.custom_branch_policies)
    .nullish(),
});

export type EnvironmentChange = z.infer<typeof environmentChange>;

/** A new environment without protection, as a PUT without a body creates it. It is not added to the state. */
export function makeEnvironment(state: GitHubState, name: string): Environment {
  const createdAt = state.now();
  return {
    id: state.nextId(),
    name,
    createdAt,
    updatedAt: createdAt,
    ruleIds: { waitTimer: state.nextId(), reviewers: state.nextId(), branches: state.nextId() },
    waitTimer: 0,
    reviewers: [],
    preventSelfReview: false,
    canAdminsBypass: true,
    deploymentBranchPolicy: null,
    deploymentPolicies: new Map(),
    variables: new Map(),
    secrets: new Map(),
    sealingKey: makeSealingKey(),
  };
}

/**
 * Applies the body of PUT to an environment.
 *
 * @throws {ApiError} 422 for a reviewer who is neither a known user nor a team, before anything is changed
 */
export function changeEnvironment(
  state: GitHubState,
  environment: Environment,
  change: EnvironmentChange,
): void {
  for (const reviewer of change.reviewers ?? []) {
    if (reviewerBody(state, reviewer) === undefined)
      throw unprocessable(`Invalid reviewer: ${reviewer.type}.`);
  }
  if (change.reviewers !== undefined) environment.reviewers = change.reviewers ?? [];
  if (change.deployment_branch_policy !== undefined) {
    environment.deploymentBranchPolicy = change.deployment_branch_policy;
  }
  environment.waitTimer = change.wait_timer ?? environment.waitTimer;
  environment.preventSelfReview = change.prevent_self_review ?? environment.preventSelfReview;
  environment.canAdminsBypass = change.can_admins_bypass ?? environment.canAdminsBypass;
  environment.updatedAt = state.now();
}
