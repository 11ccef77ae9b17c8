import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Secret } from '../../../http/secret.ts';
import { createGitHub, type GitHub } from '../../../pipeline/github/client.ts';
import { findProtectionDrift } from '../../../pipeline/github/environment-protection.ts';
import { startGitHub } from '../../../rehearsal/github/server.ts';
import type { Environment as Protected } from '../../../rehearsal/github/state.ts';
import { live, only } from '../../support/acme.ts';

const token = 'token';
const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of running.splice(0)) await close();
});

async function start() {
  const teams = [{ slug: 'release', members: ['Ada'] }];
  const standIn = await startGitHub({ repository: 'acme/shop', users: ['Ada', 'grace'], teams, token });
  running.push(standIn.close);
  const settings = { token: new Secret(token), baseUrl: new URL('api/v3', standIn.url).href };
  const github = createGitHub(settings, { owner: 'acme', name: 'shop' }, { spaced: false });
  const idOf = (login: string) => standIn.state.accounts.find((account) => account.login === login)?.id ?? 0;
  return { github, idOf, team: standIn.state.teams[0]?.id ?? 0, state: standIn.state };
}

const guarded = only(
  live({
    promotesFrom: undefined,
    github: {
      reviewers: { users: ['ada'], teams: ['release'] },
      waitMinutes: 10,
      preventSelfReview: true,
      deploymentBranches: ['main'],
      deploymentTags: ['v*'],
    },
  }),
);
const open = only(live({ promotesFrom: undefined }));

const put = (github: GitHub, protection: object) =>
  github.ask(z.unknown(), 'PUT /environments/{environment}', { environment: 'live', ...protection });

/** The environment on GitHub, protected as `guarded` says, then changed by hand. */
async function driftAfter(change: (environment: Protected, idOf: (login: string) => number) => void) {
  const { github, idOf, team, state } = await start();
  await put(github, {
    reviewers: [
      { type: 'User', id: idOf('Ada') },
      { type: 'Team', id: team },
    ],
    wait_timer: 10,
    prevent_self_review: true,
    can_admins_bypass: false,
    deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
  });
  for (const policy of [
    { name: 'main', type: 'branch' },
    { name: 'v*', type: 'tag' },
  ])
    await github.ask(z.unknown(), 'POST /environments/{environment}/deployment-branch-policies', {
      environment: 'live',
      ...policy,
    });
  const environment = state.repositories[0]?.environments.get('live');
  if (environment === undefined) throw new Error('there is no environment');
  change(environment, idOf);
  return findProtectionDrift(github, guarded.pipeline.application, guarded.environment);
}

describe('the protection of an environment on GitHub', () => {
  it('has not drifted where it is as it was defined', async () => {
    expect(await driftAfter(() => {})).toEqual([]);
  });

  it('fault 22: has lost a reviewer who was removed by hand: where, what, and how to mend it', async () => {
    const removed = await driftAfter((environment) => {
      environment.reviewers = environment.reviewers.filter(({ type }) => type === 'Team');
    });
    expect(removed).toEqual([
      {
        where: 'acme/shop: environment live',
        what: 'reviewer ada is missing',
        hint: 'pulumi up --refresh --stack live puts it back',
      },
    ]);
  });

  it.each<[string, Parameters<typeof driftAfter>[0], string[]]>([
    [
      'all reviewers, and with them that nobody approves his own',
      (environment) => {
        environment.reviewers = [];
      },
      ['reviewer ada is missing', 'reviewer team release is missing', 'self-review is allowed'],
    ],
    [
      'one reviewer for another',
      (environment, idOf) => {
        environment.reviewers = environment.reviewers.map((one) =>
          one.type === 'User' ? { type: 'User', id: idOf('grace') } : one,
        );
      },
      ['reviewer ada is missing', 'reviewer grace was added'],
    ],
    [
      'its time to wait',
      (environment) => {
        environment.waitTimer = 0;
      },
      ['waits 0 minutes instead of 10'],
    ],
    [
      'that nobody approves his own',
      (environment) => {
        environment.preventSelfReview = false;
      },
      ['self-review is allowed'],
    ],
    [
      'that it holds for administrators too',
      (environment) => {
        environment.canAdminsBypass = true;
      },
      ['administrators may bypass the protection'],
    ],
    [
      'a pattern for another',
      (environment) => {
        for (const policy of environment.deploymentPolicies.values())
          if (policy.type === 'branch') policy.name = '*';
      },
      ['branch pattern main is missing', 'branch pattern * was added'],
    ],
    [
      'its limit to branches and tags',
      (environment) => {
        environment.deploymentBranchPolicy = null;
      },
      [
        'limit to patterns of branches and tags is missing',
        'branch pattern main is missing',
        'tag pattern v* is missing',
      ],
    ],
    [
      'its patterns for protected branches',
      (environment) => {
        environment.deploymentBranchPolicy = { protected_branches: true, custom_branch_policies: false };
      },
      [
        'limit to patterns of branches and tags is missing',
        'branch pattern main is missing',
        'tag pattern v* is missing',
        'limit to protected branches was added',
      ],
    ],
  ])('fault 22: has lost %s', async (_, change, expected) => {
    expect((await driftAfter(change)).map(({ what }) => what)).toEqual(expected);
  });

  it('fault 22: is not there', async () => {
    const { github } = await start();
    const drift = await findProtectionDrift(github, open.pipeline.application, open.environment);
    expect(drift.map(({ what }) => what)).toEqual(['is not there']);
  });

  it('fault 22: is more than was defined', async () => {
    const { github, idOf } = await start();
    const reviewers = [{ type: 'User', id: idOf('grace') }];
    await put(github, { can_admins_bypass: false, prevent_self_review: true, reviewers });
    const drift = await findProtectionDrift(github, open.pipeline.application, open.environment);
    expect(drift.map(({ what }) => what)).toEqual(['reviewer grace was added', 'self-review was forbidden']);
  });
});
