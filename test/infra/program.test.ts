import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { log } from '@pulumi/pulumi';
import { pipeline } from '../../environments/index.ts';
import { find, kubeconfigOf, reachable, runStack } from '../support/pulumi-run.ts';
import { demo, staging } from '../support/stacks.ts';
import { digest } from '../support/synthesis.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

describe('the outputs of a stack', () => {
  it('are the version and the place where it runs', async () => {
    const { outputs } = await runStack(pipeline, 'demo', reachable, demo);
    expect(outputs).toEqual({
      version: '1.0.76',
      application: 'serviceradar-demo-prod',
      namespace: 'demo',
      url: 'https://demo.serviceradar.cloud',
    });
  });

  it('have the digest if the pin has one', async () => {
    const pinned = { config: { version: `1.0.76@${digest}` } };
    const { outputs } = await runStack(pipeline, 'demo', reachable, demo, pinned);
    expect(outputs).toMatchObject({ version: '1.0.76', digest });
  });

  it('have the range if the environment follows one', async () => {
    const { outputs } = await runStack(pipeline, 'demo-staging', reachable, staging);
    expect(outputs).toMatchObject({ version: '*' });
  });
});

describe('a hotfix', () => {
  const hotfix = (version: string) => ({
    config: { hotfix: JSON.stringify({ version, reason: 'the login is broken', actor: 'ada' }) },
  });

  it.each([
    ['demo', demo, '1.0.76', 'hotfix: 1.0.76 goes without staging: the login is broken (ada)'],
    ['demo', demo, '1.0.75', 'hotfix: is for 1.0.75, not for the version of this stack, and has no effect'],
    [
      'demo-staging',
      staging,
      '1.0.76',
      'hotfix: is for 1.0.76, not for the version of this stack, and has no effect',
    ],
  ])('is shown in %s, and changes nothing else', async (stack, given, version, notice) => {
    const warn = jest.spyOn(log, 'warn').mockImplementation(async () => {});
    const without = await runStack(pipeline, stack, reachable, given);
    expect(warn).not.toHaveBeenCalled();
    const { config } = given;
    const waived = { config: { ...config, ...hotfix(version).config } };
    const { outputs, resources } = await runStack(pipeline, stack, reachable, given, waived);
    expect(warn.mock.calls).toEqual([[notice]]);
    expect({ outputs, resources }).toEqual({ outputs: without.outputs, resources: without.resources });
  });
});

describe('the providers', () => {
  it.each([
    ['demo-staging', staging],
    ['demo', demo],
  ])(
    'are named on every resource and every question of %s: the ambient ones are off',
    async (stack, given) => {
      const { resources, invoked } = await runStack(pipeline, stack, reachable, given);
      const custom = resources.filter(
        (resource) => resource.custom && !resource.type.startsWith('pulumi:providers:'),
      );
      expect(custom.length).toBeGreaterThan(8);
      for (const { type, provider } of custom)
        expect(provider).toContain(`pulumi:providers:${type.split(':')[0]}::`);
      for (const { provider } of invoked) expect(provider).toContain('pulumi:providers:github::');
    },
  );

  it('use the cluster and the GitHub that the stack names, with a secret token', async () => {
    const own = { config: { 'github:baseUrl': 'https://github.acme.example/' } };
    const { resources } = await runStack(pipeline, 'demo', reachable, demo, own);
    expect(find(resources, 'kubernetes', 'kubernetes').inputs).toMatchObject({ context: 'rehearsal' });
    expect(find(resources, 'github', 'github')).toMatchObject({
      inputs: { owner: 'carverauto', token: 'github-token', baseUrl: 'https://github.acme.example/' },
      secrets: ['token'],
    });
  });

  it('keep a kubeconfig in the config secret', async () => {
    const { config: _, ...token } = reachable;
    const text = `${kubeconfigOf('inline')}\n`;
    const given = { config: { 'kubernetes:context': 'inline' }, secrets: { 'kubernetes:kubeconfig': text } };
    const { resources } = await runStack(pipeline, 'demo', token, demo, {
      config: { ...demo.config, ...given.config },
      secrets: { ...token.secrets, ...demo.secrets, ...given.secrets },
    });
    expect(find(resources, 'kubernetes', 'kubernetes')).toMatchObject({
      inputs: { context: 'inline', kubeconfig: text },
      secrets: ['kubeconfig'],
    });
  });

  it('take the token from GITHUB_TOKEN if the stack has none, and keep it secret', async () => {
    const { secrets: _, ...cluster } = reachable;
    const { resources } = await runStack(pipeline, 'demo', cluster, demo, {
      variables: { GITHUB_TOKEN: 'from-env' },
    });
    expect(find(resources, 'github', 'github')).toMatchObject({
      inputs: { token: 'from-env' },
      secrets: ['token'],
    });
  });
});
