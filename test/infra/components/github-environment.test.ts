import { describe, expect, it } from '@jest/globals';
import { pipeline } from '../../../environments/index.ts';
import type { EnvironmentInput } from '../../../model/environment.ts';
import { integration, live, only } from '../../support/acme.ts';
import { find, type Given, ids, type Registered, reachable, runStack } from '../../support/pulumi-run.ts';
import { demo } from '../../support/stacks.ts';

const secrets = { paymentKey: 'k' };

/** The GitHub resources of a stack with one environment. */
async function onGitHub(environment: EnvironmentInput, given: Given = {}) {
  const version = { config: { version: '2.0.0' } };
  const run = await runStack(only(environment).pipeline, environment.name, reachable, version, given);
  return { ...run, resources: run.resources.filter(({ type }) => type.startsWith('github:')) };
}

const named = (resources: readonly Registered[], type: string) =>
  resources.filter((resource) => resource.type.endsWith(`:${type}`)).map(({ inputs }) => inputs);

describe('a GitHub Environment', () => {
  it('has the name of the environment, no other rules, and no bypass for admins', async () => {
    const { resources } = await onGitHub(integration());
    expect(resources.map(({ inputs }) => inputs)).toEqual([
      {
        repository: 'shop',
        environment: 'integration',
        waitTimer: 0,
        preventSelfReview: false,
        canAdminsBypass: false,
      },
    ]);
  });

  it('has the protection rules of the environment', async () => {
    const { resources } = await onGitHub(
      integration({ github: { waitMinutes: 30, preventSelfReview: true } }),
    );
    expect(find(resources, 'RepositoryEnvironment', 'integration').inputs).toMatchObject({
      waitTimer: 30,
      preventSelfReview: true,
      canAdminsBypass: false,
    });
  });

  it('has reviewers by their ids, which are read from GitHub', async () => {
    const reviewers = { users: ['ada', 'grace'], teams: ['release'] };
    const { resources, invoked } = await onGitHub(integration({ github: { reviewers } }));
    expect(find(resources, 'RepositoryEnvironment', 'integration').inputs).toMatchObject({
      reviewers: [{ users: [Number(ids['ada']), Number(ids['grace'])], teams: [Number(ids['release'])] }],
    });
    expect(invoked.map(({ token, inputs }) => ({ token, inputs }))).toEqual([
      { token: 'github:index/getUser:getUser', inputs: { username: 'ada' } },
      { token: 'github:index/getUser:getUser', inputs: { username: 'grace' } },
      { token: 'github:index/getTeam:getTeam', inputs: { slug: 'release', summaryOnly: true } },
    ]);
  });

  it('reads nothing from GitHub if there are no reviewers', async () => {
    expect((await onGitHub(integration())).invoked).toEqual([]);
  });

  it('has one policy for each pattern of branches and tags', async () => {
    const { resources } = await onGitHub(
      integration({ github: { deploymentBranches: ['main', 'release/*'] } }),
    );
    expect(find(resources, 'RepositoryEnvironment', 'integration').inputs).toMatchObject({
      deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    });
    expect(named(resources, 'RepositoryEnvironmentDeploymentPolicy')).toEqual([
      { repository: 'shop', environment: 'integration', branchPattern: 'main' },
      { repository: 'shop', environment: 'integration', branchPattern: 'release/*' },
    ]);
  });

  it('has its variables', async () => {
    const variables = { A: 'a', ENVIRONMENT_URL: 'https://acme.example' };
    const { resources } = await onGitHub(integration({ variables }));
    const place = { repository: 'shop', environment: 'integration' };
    expect(named(resources, 'ActionsEnvironmentVariable')).toEqual([
      { ...place, variableName: 'A', value: 'a' },
      { ...place, variableName: 'ENVIRONMENT_URL', value: 'https://acme.example' },
    ]);
  });
});

describe('the secrets of a GitHub Environment', () => {
  it('are those that the environment names, with the values of their config keys, marked as secret', async () => {
    const { resources } = await runStack(pipeline, 'demo', reachable, demo);
    const place = { repository: 'serviceradar', environment: 'demo' };
    expect(find(resources, 'ActionsEnvironmentSecret', 'demo/SERVICERADAR_ADMIN_PASSWORD')).toMatchObject({
      inputs: { ...place, secretName: 'SERVICERADAR_ADMIN_PASSWORD', value: 'admin-password' },
      secrets: ['value'],
    });
    expect(find(resources, 'ActionsEnvironmentSecret', 'demo/SERVICERADAR_CORE_URL')).toMatchObject({
      inputs: { ...place, secretName: 'SERVICERADAR_CORE_URL', value: 'https://core.example' },
      secrets: ['value'],
    });
    expect(named(resources, 'ActionsEnvironmentSecret')).toHaveLength(2);
  });

  it('may share one value', async () => {
    const environment = live({ promotesFrom: undefined, secrets: { A: 'paymentKey', B: 'paymentKey' } });
    const { resources } = await onGitHub(environment, { secrets });
    expect(named(resources, 'ActionsEnvironmentSecret')).toMatchObject([
      { secretName: 'A', value: 'k' },
      { secretName: 'B', value: 'k' },
    ]);
  });

  it.each([
    ['line ends', 'a\nb\r\n\n'],
    ['spaces at both ends', '  a\t'],
    ['unicode', 'ü 日本 🚀 e\u0301 \u2028'],
    ['what a shell or a template would expand', '$(id) `id` $& <secret:paymentKey:plain> {{ x }}'],
    ['JSON', '{"a":[1,null]}'],
    ['a number', '0755'],
    ['what YAML reads as nothing', 'null'],
    ['control characters', '\u0000\u001b[31m\u007f'],
    ['48 KB', 'ä0'.repeat(16_384)],
  ])('arrive exactly: %s', async (_, value) => {
    const { resources } = await onGitHub(live({ promotesFrom: undefined }), {
      secrets: { paymentKey: value },
    });
    expect(find(resources, 'ActionsEnvironmentSecret', 'live/PAYMENT_KEY')).toMatchObject({
      inputs: { value },
      secrets: ['value'],
    });
  });
});
