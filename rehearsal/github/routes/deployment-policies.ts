import { z } from 'zod';
import { ApiError, notFound } from '../api-error.ts';
import { firstPage } from '../listing.ts';
import { environmentRoutes, requireFound } from '../lookup.ts';
import { parseBody } from '../request-body.ts';
import type { ApiRequest, Route } from '../route.ts';
import type { DeploymentPolicy, Environment, GitHubState } from '../state.ts';

const newPolicy = z.object({ name: z.string().min(1), type: z.enum(['branch', 'tag']).default('branch') });
const changedPolicy = z.object({ name: z.string().min(1) });

/** The name patterns of branches and tags that may deploy to an environment with a custom branch policy. */
export function deploymentPolicyRoutes(state: GitHubState): Route[] {
  const all = '/deployment-branch-policies';
  const one = `${all}/:policyId`;
  return [
    ...environmentRoutes(state, 'GET', all, (request, environment) => {
      const policies = [...environment.deploymentPolicies.values()].map(policyBody);
      return {
        status: 200,
        body: { total_count: policies.length, branch_policies: firstPage(request, policies) },
      };
    }),
    ...environmentRoutes(state, 'POST', all, (request, environment) => {
      if (environment.deploymentBranchPolicy?.custom_branch_policies !== true) throw notFound();
      const wanted = parseBody(newPolicy, request.body);
      if (isTaken(environment, wanted)) throw new ApiError(303, 'See Other');
      const policy: DeploymentPolicy = { id: state.nextId(), ...wanted };
      environment.deploymentPolicies.set(policy.id, policy);
      return { status: 200, body: policyBody(policy) };
    }),
    ...environmentRoutes(state, 'GET', one, (request, environment) => ({
      status: 200,
      body: policyBody(findPolicy(request, environment)),
    })),
    ...environmentRoutes(state, 'PUT', one, (request, environment) => {
      const policy = findPolicy(request, environment);
      policy.name = parseBody(changedPolicy, request.body).name;
      return { status: 200, body: policyBody(policy) };
    }),
    ...environmentRoutes(state, 'DELETE', one, (request, environment) => {
      environment.deploymentPolicies.delete(findPolicy(request, environment).id);
      return { status: 204 };
    }),
  ];
}

function findPolicy(request: ApiRequest, environment: Environment): DeploymentPolicy {
  return requireFound(environment.deploymentPolicies.get(Number(request.param('policyId'))));
}

function isTaken(environment: Environment, wanted: z.infer<typeof newPolicy>): boolean {
  return [...environment.deploymentPolicies.values()].some(
    (policy) => policy.name === wanted.name && policy.type === wanted.type,
  );
}

function policyBody(policy: DeploymentPolicy) {
  return { id: policy.id, node_id: `GDBP_${policy.id}`, name: policy.name, type: policy.type };
}
