import { describe, expect, it } from '@jest/globals';
import { findEnvironment } from '../../../rehearsal/github/state.ts';
import { REPOSITORY, startTestGitHub } from './client.ts';

const environments = `/repos/${REPOSITORY}/environments`;
const unprotected = { can_admins_bypass: true, protection_rules: [], deployment_branch_policy: null };

async function withReviewers() {
  const testGitHub = await startTestGitHub();
  const { accounts, teams } = testGitHub.github.state;
  const user = accounts.find((account) => account.login === 'ada')?.id ?? 0;
  const team = teams[0]?.id ?? 0;
  return { ...testGitHub, user, team };
}

describe('an environment', () => {
  it('can be created without protection, read, listed, put again without a change, and deleted', async () => {
    const { ask } = await startTestGitHub();
    const created = await ask('PUT', `${environments}/demo`, {});
    expect(created).toMatchObject({ status: 200, body: { name: 'demo', ...unprotected } });
    expect(await ask('GET', `${environments}/demo`)).toEqual(created);
    expect(await ask('PUT', `${environments}/demo`, {})).toEqual(created);
    expect(await ask('GET', environments)).toMatchObject({
      body: { total_count: 1, environments: [created.body] },
    });
    expect(await ask('DELETE', `${environments}/demo`)).toEqual({ status: 204, body: undefined });
    expect((await ask('GET', `${environments}/demo`)).status).toBe(404);
    expect((await ask('DELETE', `${environments}/demo`)).status).toBe(404);
  });

  it('returns its protection as a list of rules, which the Pulumi provider expects', async () => {
    const { ask, user, team } = await withReviewers();
    const reply = await ask('PUT', `${environments}/demo`, {
      wait_timer: 30,
      can_admins_bypass: false,
      prevent_self_review: true,
      reviewers: [
        { type: 'Team', id: team },
        { type: 'User', id: user },
      ],
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
    });
    expect(reply).toMatchObject({
      status: 200,
      body: {
        can_admins_bypass: false,
        protection_rules: [
          { type: 'wait_timer', wait_timer: 30 },
          {
            type: 'required_reviewers',
            prevent_self_review: true,
            reviewers: [
              { type: 'Team', reviewer: { id: team, slug: 'release' } },
              { type: 'User', reviewer: { id: user, login: 'ada' } },
            ],
          },
          { type: 'branch_policy' },
        ],
        deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      },
    });
    expect(await ask('GET', `${environments}/demo`)).toEqual(reply);
  });

  it('clears the fields that a PUT sets to null and keeps those that it omits', async () => {
    const { ask, user } = await withReviewers();
    const policy = { protected_branches: true, custom_branch_policies: false };
    const reviewers = [{ type: 'User', id: user }];
    await ask('PUT', `${environments}/demo`, { wait_timer: 5, reviewers, deployment_branch_policy: policy });
    const kept = await ask('PUT', `${environments}/demo`, { wait_timer: 0 });
    expect(kept.body).toMatchObject({
      protection_rules: [{ type: 'required_reviewers' }, { type: 'branch_policy' }],
      deployment_branch_policy: policy,
    });
    const cleared = await ask('PUT', `${environments}/demo`, {
      reviewers: null,
      deployment_branch_policy: null,
    });
    expect(cleared.body).toMatchObject(unprotected);
  });

  it.each([
    ['a wait of more than 30 days', { wait_timer: 43201 }],
    ['seven reviewers', { reviewers: Array.from({ length: 7 }, () => ({ type: 'User', id: 1 })) }],
    ['an unknown reviewer', { reviewers: [{ type: 'User', id: 1 }] }],
    [
      'both branch policies',
      { deployment_branch_policy: { protected_branches: true, custom_branch_policies: true } },
    ],
  ])('is not created by a request with %s', async (_what, body) => {
    const { ask } = await startTestGitHub();
    expect((await ask('PUT', `${environments}/demo`, body)).status).toBe(422);
    expect((await ask('GET', `${environments}/demo`)).status).toBe(404);
  });

  it('may have any characters in its name, which is not case-sensitive', async () => {
    const { github, ask } = await startTestGitHub();
    await ask('PUT', `${environments}/${encodeURIComponent('prod/eu west:1 ü')}`, {});
    expect(findEnvironment(github.state, REPOSITORY, 'Prod/EU West:1 ü')?.name).toBe('prod/eu west:1 ü');
    expect((await ask('GET', `${environments}/PROD%2Feu%20west%3A1%20%C3%BC`)).status).toBe(200);
    expect((await ask('PUT', `${environments}/${'x'.repeat(256)}`, {})).status).toBe(422);
  });
});

describe('the deployment policies of an environment', () => {
  const policies = `${environments}/demo/deployment-branch-policies`;
  const custom = { deployment_branch_policy: { protected_branches: false, custom_branch_policies: true } };

  it('can be created, read, renamed and deleted by id', async () => {
    const { github, ask } = await startTestGitHub();
    await ask('PUT', `${environments}/demo`, custom);
    const created = await ask('POST', policies, { name: 'main', type: 'branch' });
    expect(created).toMatchObject({ status: 200, body: { name: 'main', type: 'branch' } });
    const id = [...(findEnvironment(github.state, REPOSITORY, 'demo')?.deploymentPolicies.keys() ?? [])][0];
    expect(await ask('GET', `${policies}/${id}`)).toEqual({ status: 200, body: created.body });
    expect(await ask('PUT', `${policies}/${id}`, { name: 'release/*' })).toMatchObject({
      status: 200,
      body: { id, name: 'release/*', type: 'branch' },
    });
    expect(await ask('GET', policies)).toMatchObject({ body: { total_count: 1, branch_policies: [{ id }] } });
    expect((await ask('DELETE', `${policies}/${id}`)).status).toBe(204);
    expect((await ask('GET', `${policies}/${id}`)).status).toBe(404);
    expect((await ask('DELETE', `${policies}/${id}`)).status).toBe(404);
  });

  it('are refused if the branch policy is not custom or the pattern exists already', async () => {
    const { ask } = await startTestGitHub();
    await ask('PUT', `${environments}/demo`, {});
    expect((await ask('POST', policies, { name: 'main' })).status).toBe(404);
    await ask('PUT', `${environments}/demo`, custom);
    expect((await ask('POST', policies, { name: 'main' })).status).toBe(200);
    expect((await ask('POST', policies, { name: 'main' })).status).toBe(303);
    expect((await ask('POST', policies, { name: 'main', type: 'tag' })).status).toBe(200);
  });
});
