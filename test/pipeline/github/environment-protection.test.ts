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
  github.request(z.unknown(), 'PUT /environments/{environment}', { environment: 'live', ...protection });

/** The drift after an environment was protected as in `guarded` and then changed by hand. */
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
    await github.request(z.unknown(), 'POST /environments/{environment}/deployment-branch-policies', {
      environment: 'live',
      ...policy,
    });
  const environment = state.repositories[0]?.environments.get('live');
  if (environment === undefined) throw new Error('there is no environment');
  change(environment, idOf);
  return findProtectionDrift(github, guarded.pipeline.application, guarded.environment);
}

describe('findProtectionDrift', () => {
  it('finds no drift if the protection is as defined', async () => {
    expect(await driftAfter(() => {})).toEqual([]);
  });

  it('reports a removed reviewer with place and hint', async () => {
    const removed = await driftAfter((environment) => {
      environment.reviewers = environment.reviewers.filter(({ type }) => type === 'Team');
    });
    expect(removed).toEqual([
      {
        where: 'acme/shop: environment live',
        what: 'reviewer ada is missing',
        hint: 'run pulumi up --refresh --stack live to restore it',
      },
    ]);
  });

  it.each<[string, Parameters<typeof driftAfter>[0], string[]]>([
    [
      'that all reviewers were removed, and with them the prevention of self-review',
      (environment) => {
        environment.reviewers = [];
      },
      ['reviewer ada is missing', 'reviewer team release is missing', 'self-review is allowed'],
    ],
    [
      'that one reviewer was replaced by another',
      (environment, idOf) => {
        environment.reviewers = environment.reviewers.map((one) =>
          one.type === 'User' ? { type: 'User', id: idOf('grace') } : one,
        );
      },
      ['reviewer ada is missing', 'reviewer grace was added'],
    ],
    [
      'that the wait time was removed',
      (environment) => {
        environment.waitTimer = 0;
      },
      ['waits 0 minutes instead of 10'],
    ],
    [
      'that self-review was allowed',
      (environment) => {
        environment.preventSelfReview = false;
      },
      ['self-review is allowed'],
    ],
    [
      'that administrators may bypass the protection',
      (environment) => {
        environment.canAdminsBypass = true;
      },
      ['administrators may bypass the protection'],
    ],
    [
      'that one branch pattern was replaced by another',
      (environment) => {
        for (const policy of environment.deploymentPolicies.values())
          if (policy.type === 'branch') policy.name = '*';
      },
      ['branch pattern main is missing', 'branch pattern * was added'],
    ],
    [
      'that the limit to branches and tags was removed',
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
      'that patterns were replaced by protected branches',
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
  ])('reports %s', async (_, change, expected) => {
    expect((await driftAfter(change)).map(({ what }) => what)).toEqual(expected);
  });

  it('reports a missing environment', async () => {
    const { github } = await start();
    const drift = await findProtectionDrift(github, open.pipeline.application, open.environment);
    expect(drift.map(({ what }) => what)).toEqual(['does not exist']);
  });

  it('reports protection that is not in the definition', async () => {
    const { github, idOf } = await start();
    const reviewers = [{ type: 'User', id: idOf('grace') }];
    await put(github, { can_admins_bypass: false, prevent_self_review: true, reviewers });
    const drift = await findProtectionDrift(github, open.pipeline.application, open.environment);
    expect(drift.map(({ what }) => what)).toEqual(['reviewer grace was added', 'self-review was forbidden']);
  });
});
