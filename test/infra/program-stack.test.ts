import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { RunError } from '@pulumi/pulumi';
import { pipeline } from '../../environments/index.ts';
import { UserError } from '../../model/errors.ts';
import { acme, integration } from '../support/acme.ts';
import {
  find,
  type Given,
  kubeconfigOf,
  projectFolder,
  reachable,
  refusal,
  runStack,
} from '../support/pulumi-run.ts';
import { demo } from '../support/stacks.ts';

/** The message of the error of a stack of `demo`, which must not have registered anything. */
async function messageOf(...given: readonly Given[]): Promise<string> {
  const { error, resources, invoked } = await refusal(pipeline, 'demo', ...given);
  expect(resources).toEqual([]);
  expect(invoked).toEqual([]);
  expect(error).toBeInstanceOf(UserError);
  expect(RunError.isInstance(error)).toBe(true);
  const message = error instanceof Error ? error.message : '';
  expect(message).not.toMatch(/^\s+at |node:internal|\.ts:\d/m);
  return message;
}

const token: Given = { secrets: { 'github:token': 'github-token' } };
const at = (context: string, kubeconfig: string): Given => ({
  config: { 'kubernetes:context': context, 'kubernetes:kubeconfig': kubeconfig },
});

describe('a stack that cannot be applied', () => {
  it('is refused with everything that is missing, and registers nothing', async () => {
    expect(await messageOf({ config: { ghcrUsername: 'ada' } })).toBe(
      [
        'version: is not set',
        '    pulumi config set version <version> --stack demo',
        'ghcrToken: is not set, but its other half is',
        '    pulumi config set --secret ghcrToken --stack demo, or remove both for a public chart',
        'serviceradarAdminPassword: is not set',
        '    pulumi config set --secret serviceradarAdminPassword --stack demo',
        'serviceradarCoreUrl: is not set',
        '    pulumi config set --secret serviceradarCoreUrl --stack demo',
        'deployEventToken: is not set',
        '    pulumi config set --secret deployEventToken --stack demo',
        'kubernetes:kubeconfig: there is no kubeconfig, neither here nor at KUBECONFIG nor at ~/.kube/config',
        '    pulumi config set kubernetes:kubeconfig <file> --stack demo',
        'github:token: is not set, nor is GITHUB_TOKEN',
        '    pulumi config set --secret github:token --stack demo (a token that may administer the repository)',
      ].join('\n'),
    );
  });

  it('is refused with the names of all environments if it has another name', async () => {
    const { error, resources } = await refusal(pipeline, 'prod', reachable, demo);
    expect(error).toEqual(
      new UserError([
        {
          what: 'there is no environment "prod"',
          hint: 'the stacks are named after the environments: demo-staging, demo',
        },
      ]),
    );
    expect(RunError.isInstance(error)).toBe(true);
    expect(resources).toEqual([]);
  });

  it.each(['latest', '*', '~1.0', 'v1.0', '1.0', '', '1.0.76-rc.1'])(
    'is refused with the version %j',
    async (version) => {
      expect(await messageOf(reachable, demo, { config: { version } })).toMatch(
        /^version: ".*" .*\n {4}write one version, for instance 1\.0\.76/,
      );
    },
  );

  it('is refused with a hotfix without a reason', async () => {
    expect(
      await messageOf(reachable, demo, { config: { hotfix: '{"version":"1.0.77","actor":"ada"}' } }),
    ).toBe('hotfix.reason: is not set\n    it is written by pipeline cut --hotfix: {version, reason, actor}');
  });

  it('is refused with a secret in plain text, which the message does not show', async () => {
    const { serviceradarCoreUrl: _, ...rest } = demo.secrets ?? {};
    const given = { config: { ...demo.config, serviceradarCoreUrl: 'canary' }, secrets: rest };
    expect(await messageOf(reachable, given)).toBe(
      'serviceradarCoreUrl: is in plain text\n    pulumi config set --secret serviceradarCoreUrl --stack demo',
    );
  });

  it('is refused with an empty secret, which GitHub would drop silently', async () => {
    expect(await messageOf(reachable, demo, { secrets: { serviceradarCoreUrl: '' } })).toBe(
      'serviceradarCoreUrl: is empty\n    pulumi config set --secret serviceradarCoreUrl --stack demo',
    );
  });

  it('is refused with an unknown key', async () => {
    expect(await messageOf(reachable, demo, { config: { verison: '1.0.76' } })).toBe(
      'verison: is not a key of this stack\n' +
        '    the keys are version, ghcrUsername, hotfix, ghcrToken, serviceradarAdminPassword, serviceradarCoreUrl, deployEventToken',
    );
  });

  it('is refused with Helm values that the chart does not know', async () => {
    const wrong = acme(integration({ values: { replica: 1 } }));
    const { error, resources } = await refusal(wrong, 'integration', reachable, { config: { version: '*' } });
    expect(error).toEqual(
      new UserError([
        { where: 'environments.integration.values.replica', what: 'is not a key of the chart' },
      ]),
    );
    expect(resources).toEqual([]);
  });
});

describe('the cluster of a stack', () => {
  const elsewhere = join(projectFolder, 'elsewhere');

  it('is refused if the kubeconfig that the config names does not exist', async () => {
    expect(await messageOf(token, demo, at('rehearsal', '/nowhere/kubeconfig'))).toMatch(
      /^kubernetes:kubeconfig: there is no kubeconfig/,
    );
  });

  it('is refused with the list of contexts if none is set', async () => {
    const { config } = reachable;
    const given = { config: { 'kubernetes:kubeconfig': config?.['kubernetes:kubeconfig'] ?? '' } };
    expect(await messageOf(token, demo, given)).toBe(
      'kubernetes:context: is not set: each stack must name its cluster\n' +
        '    pulumi config set kubernetes:context <one of: rehearsal, elsewhere> --stack demo',
    );
  });

  it('is refused with the list of contexts if it is not among them', async () => {
    expect(await messageOf(reachable, demo, { config: { 'kubernetes:context': 'prod' } })).toBe(
      'kubernetes:context: there is no context "prod"\n' +
        '    pulumi config set kubernetes:context <one of: rehearsal, elsewhere> --stack demo',
    );
  });

  it.each(['', 'no contexts here', 'contexts: 3', 'contexts:\n  - null\n', '- a\n'])(
    'is not found in the kubeconfig %j',
    async (text) => {
      writeFileSync(elsewhere, text);
      expect(await messageOf(token, demo, at('rehearsal', elsewhere))).toMatch(
        /^kubernetes:context: there is no context "rehearsal"/,
      );
    },
  );

  it('is found in any file that KUBECONFIG names, and the provider gets that file', async () => {
    writeFileSync(elsewhere, kubeconfigOf('second'));
    const files = ['/nowhere/kubeconfig', join(projectFolder, 'kubeconfig'), elsewhere].join(':');
    const given = { config: { 'kubernetes:context': 'second' }, variables: { KUBECONFIG: files } };
    const { resources } = await runStack(pipeline, 'demo', token, demo, given);
    expect(find(resources, 'kubernetes', 'kubernetes').inputs).toEqual({
      context: 'second',
      kubeconfig: elsewhere,
    });
  });
});

describe('the GitHub token of a stack', () => {
  it.each([{}, { secrets: { 'github:token': '' } }])('is reported as missing: %j', async (given) => {
    const { secrets: _, ...cluster } = reachable;
    expect(await messageOf(cluster, demo, given, { variables: { GITHUB_TOKEN: '' } })).toMatch(
      /^github:token: is not set, nor is GITHUB_TOKEN\n/,
    );
  });
});

describe('the file of a stack', () => {
  const path = join(projectFolder, 'Pulumi.demo.yaml');
  const write = (version: string) => {
    writeFileSync(join(projectFolder, 'Pulumi.yaml'), 'name: serviceradar\n');
    writeFileSync(path, `config:\n  serviceradar:version: ${version}\n`);
  };
  afterEach(() => writeFileSync(path, ''));

  it.each([
    ['1.10', '1.1'],
    ['2024-01-01', '2024-01-01 00:00:00 +0000 UTC'],
    ['0755', '493'],
  ])(
    'is refused with the version %s, which Pulumi reads as %s, and shown as it is written',
    async (written, read) => {
      write(written);
      expect(await messageOf(reachable, demo, { config: { version: read } })).toBe(
        `Pulumi.demo.yaml: serviceradar:version: ${written} is not a text in YAML\n` +
          `    write it in quotes: "${written}"`,
      );
    },
  );

  it('is checked even if Pulumi reads a version', async () => {
    write('1_0');
    expect(await messageOf(reachable, demo)).toContain('1_0 is not a text in YAML');
  });

  it('is accepted if it is right', async () => {
    write('1.0.76');
    expect((await runStack(pipeline, 'demo', reachable, demo)).outputs.version).toBe('1.0.76');
  });
});
