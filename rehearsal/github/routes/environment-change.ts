import { z } from 'zod';
import { unprocessable } from '../refusal.ts';
import { makeSealingKey } from '../sealed-box.ts';
import type { Environment, GitHubState } from '../state.ts';
import { reviewerBody } from './environment-body.ts';

/** What PUT takes: null clears a rule, a field that is left out stays as it is. */
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

/** A new environment without any protection, as a PUT without a body makes it. It is not yet in the state. */
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
 * Applies what PUT sent.
 *
 * @throws {Refusal} 422 for a reviewer who is neither a known person nor a team; nothing is changed then
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
