import { timestamp } from '../listing.ts';
import type { Environment, GitHubState, Reviewer } from '../state.ts';
import { teamBody } from './organizations.ts';
import { accountBody } from './users.ts';

/** An environment as the API returns it, with a rule for each protection that is switched on. */
export function environmentBody(state: GitHubState, environment: Environment) {
  return {
    id: environment.id,
    node_id: `EN_${environment.id}`,
    name: environment.name,
    created_at: timestamp(environment.createdAt),
    updated_at: timestamp(environment.updatedAt),
    can_admins_bypass: environment.canAdminsBypass,
    protection_rules: protectionRules(state, environment),
    deployment_branch_policy: environment.deploymentBranchPolicy,
  };
}

/** A reviewer as in a protection rule, or undefined if there is no such user or team. */
export function reviewerBody(state: GitHubState, { type, id }: Reviewer) {
  if (type === 'Team') {
    const team = state.teams.find((candidate) => candidate.id === id);
    return team && { type, reviewer: teamBody(team) };
  }
  const person = state.accounts.find((candidate) => candidate.id === id && candidate.type === 'User');
  return person && { type, reviewer: accountBody(person) };
}

function protectionRules(state: GitHubState, environment: Environment): object[] {
  const { ruleIds, waitTimer, reviewers, preventSelfReview } = environment;
  const rules: object[] = [];
  if (waitTimer > 0) rules.push({ ...rule(ruleIds.waitTimer, 'wait_timer'), wait_timer: waitTimer });
  if (reviewers.length > 0) {
    rules.push({
      ...rule(ruleIds.reviewers, 'required_reviewers'),
      prevent_self_review: preventSelfReview,
      reviewers: reviewers.flatMap((reviewer) => reviewerBody(state, reviewer) ?? []),
    });
  }
  if (environment.deploymentBranchPolicy !== null) rules.push(rule(ruleIds.branches, 'branch_policy'));
  return rules;
}

function rule(id: number, type: string) {
  return { id, node_id: `GA_${id}`, type };
}
