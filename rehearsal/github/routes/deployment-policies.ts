import { z } from 'zod';
import { firstPage } from '../listing.ts';
import { environmentRoutes, found } from '../lookup.ts';
import { notFound, Refusal } from '../refusal.ts';
import { parseBody } from '../request-body.ts';
import type { Call, Route } from '../route.ts';
import type { DeploymentPolicy, Environment, GitHubState } from '../state.ts';

const newPolicy = z.object({ name: z.string().min(1), type: z.enum(['branch', 'tag']).default('branch') });
const changedPolicy = z.object({ name: z.string().min(1) });

/** The name patterns that may deploy to an environment whose branch policy is custom. */
export function deploymentPolicyRoutes(state: GitHubState): Route[] {
  const all = '/deployment-branch-policies';
  const one = `${all}/:policyId`;
  return [
    ...environmentRoutes(state, 'GET', all, (call, environment) => {
      const policies = [...environment.deploymentPolicies.values()].map(policyBody);
      return {
        status: 200,
        body: { total_count: policies.length, branch_policies: firstPage(call, policies) },
      };
    }),
    ...environmentRoutes(state, 'POST', all, (call, environment) => {
      if (environment.deploymentBranchPolicy?.custom_branch_policies !== true) throw notFound();
      const wanted = parseBody(newPolicy, call.body);
      if (isTaken(environment, wanted)) throw new Refusal(303, 'See Other');
      const policy: DeploymentPolicy = { id: state.nextId(), ...wanted };
      environment.deploymentPolicies.set(policy.id, policy);
      return { status: 200, body: policyBody(policy) };
    }),
    ...environmentRoutes(state, 'GET', one, (call, environment) => ({
      status: 200,
      body: policyBody(policyOf(call, environment)),
    })),
    ...environmentRoutes(state, 'PUT', one, (call, environment) => {
      const policy = policyOf(call, environment);
      policy.name = parseBody(changedPolicy, call.body).name;
      return { status: 200, body: policyBody(policy) };
    }),
    ...environmentRoutes(state, 'DELETE', one, (call, environment) => {
      environment.deploymentPolicies.delete(policyOf(call, environment).id);
      return { status: 204 };
    }),
  ];
}

function policyOf(call: Call, environment: Environment): DeploymentPolicy {
  return found(environment.deploymentPolicies.get(Number(call.param('policyId'))));
}

function isTaken(environment: Environment, wanted: z.infer<typeof newPolicy>): boolean {
  return [...environment.deploymentPolicies.values()].some(
    (policy) => policy.name === wanted.name && policy.type === wanted.type,
  );
}

function policyBody(policy: DeploymentPolicy) {
  return { id: policy.id, node_id: `GDBP_${policy.id}`, name: policy.name, type: policy.type };
}
