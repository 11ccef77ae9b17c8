import { describe, expect, it } from '@jest/globals';
import { mapTexts, revealSecrets, secretRef, secretsIn } from '../../../charts-synth/secret-ref.ts';
import { pipeline } from '../../../environments/index.ts';
import type { StackConfig } from '../../../stack/stack-config.ts';
import { acme, integration, live } from '../../support/acme.ts';
import { find, type Given, type Registered, reachable, runStack } from '../../support/pulumi-run.ts';
import { demo, staging } from '../../support/stacks.ts';
import {
  anything,
  byDigest,
  digest,
  exactly,
  synthesize,
  titleOf,
  withLogin,
} from '../../support/synthesis.ts';

const isInCluster = ({ type }: Registered) => type.startsWith('kubernetes:');
const byTitle = (a: { title: string }, b: { title: string }) => (a.title < b.title ? -1 : 1);

/** The objects that the stack applies to the cluster. */
async function applied(stack: string, ...given: readonly Given[]) {
  const { resources } = await runStack(pipeline, stack, reachable, ...given);
  return resources
    .filter(isInCluster)
    .map(({ name, inputs, secrets }) => ({ title: name, inputs, secrets }))
    .sort(byTitle);
}

/** The synthesized objects, with the secrets in place. */
const expected = (stack: string, config: StackConfig, secrets: Given['secrets']) =>
  synthesize(pipeline, stack, config)
    .map((manifest) => ({
      title: titleOf(manifest),
      inputs: mapTexts(manifest, (text) => revealSecrets(text, (key) => secrets?.[key] ?? 'unset')),
      secrets: ['data', 'stringData'].filter(
        (field) => secretsIn(JSON.stringify(manifest[field] ?? {})).length > 0,
      ),
    }))
    .sort(byTitle);

const token = 'a "token"\nof two lines \\ 日本 🚀 $& <secret:ghcrToken:plain>';

describe('the objects in the cluster', () => {
  it.each<[string, string, Given, StackConfig]>([
    ['demo', 'with a login', demo, withLogin(exactly)],
    ['demo-staging', 'following, with a login', staging, withLogin(anything)],
    [
      'demo',
      'at a digest',
      { ...demo, config: { ...demo.config, version: `1.0.76@${digest}` } },
      withLogin(byDigest),
    ],
    [
      'demo',
      'on a GitHub of its own',
      { ...demo, config: { ...demo.config, 'github:baseUrl': 'https://github.acme.example/' } },
      { ...withLogin(exactly), github: { baseUrl: 'https://github.acme.example/' } },
    ],
  ])(
    'are those synthesized, with the secrets filled in and marked secret: %s, %s',
    async (stack, _, given, config) => {
      expect(await applied(stack, given)).toEqual(expected(stack, config, given.secrets));
    },
  );

  it('are the synthesized ones if the stack has no login', async () => {
    const { ghcrToken: _, ...secrets } = demo.secrets ?? {};
    const given = { config: { version: '1.0.76' }, secrets };
    expect(await applied('demo', given)).toEqual(expected('demo', exactly, secrets));
  });

  it('get the exact bytes of the token, even inside JSON', async () => {
    const { resources } = await runStack(pipeline, 'demo', reachable, demo, {
      secrets: { ghcrToken: token },
    });
    const repository = find(resources, 'Secret', 'Secret/serviceradar-demo-prod-chart-repository');
    expect(repository.inputs).toMatchObject({ stringData: { password: token } });
    const { stringData } = find(resources, 'Secret', 'Secret/ghcr-io-cred').inputs;
    const { '.dockerconfigjson': login } = stringData as Record<string, string>;
    expect(JSON.parse(login ?? '')).toEqual({
      auths: { 'ghcr.io': { username: 'release-bot', password: token } },
    });
  });

  it('have no placeholder left, and no secret outside of fields that are marked as secret', async () => {
    const { resources } = await runStack(pipeline, 'demo', reachable, demo);
    expect(JSON.stringify(resources)).not.toContain('<secret:');
    const open = resources.map(({ inputs, secrets }) =>
      Object.entries(inputs).filter(([key]) => !secrets.includes(key)),
    );
    for (const secret of [
      'ghcr-token',
      'dispatch-token',
      'admin-password',
      'https://core.example',
      'github-token',
    ])
      expect(JSON.stringify(open)).not.toContain(secret);
  });

  it('can have a secret in their Helm values, which is then marked as secret', async () => {
    const values = () => ({ settings: { key: `key=${secretRef('paymentKey')}` } });
    const { resources } = await runStack(acme(integration(), live({ values })), 'live', reachable, {
      config: { version: '2.0.0' },
      secrets: { paymentKey: 'canary' },
    });
    const path = 'spec/source/helm/valuesObject/settings/key';
    const application = find(resources, 'Application', 'Application/shop-live');
    expect(application.secrets).toEqual([path]);
    expect(application.inputs).toMatchObject({
      spec: { source: { helm: { valuesObject: { settings: { key: 'key=canary' } } } } },
    });
  });

  it('are created in the order of the chart, the Application after all others', async () => {
    const { resources } = await runStack(pipeline, 'demo', reachable, demo);
    const inCluster = resources.filter(isInCluster);
    const application = find(resources, 'Application', 'Application/serviceradar-demo-prod');
    const others = inCluster.filter((resource) => resource !== application).map(({ name }) => name);
    expect(application.dependencies.map((name) => name.split('::').at(-1))).toEqual(others.sort());
  });

  it('are created in the order of the chart, the objects in a namespace after it', async () => {
    const { resources } = await runStack(pipeline, 'demo', reachable, demo);
    for (const [type, name] of [
      ['NetworkPolicy', 'NetworkPolicy/keep-environments-apart'],
      ['Secret', 'Secret/ghcr-io-cred'],
    ] as const)
      expect(find(resources, type, name).dependencies).toEqual([expect.stringMatching(/Namespace\/demo$/)]);
  });

  it("are those of another team for another team's application", async () => {
    const { resources } = await runStack(acme(), 'live', reachable, {
      config: { version: '2.0.0' },
      secrets: { paymentKey: 'k' },
    });
    // The project's name is Pulumi.yaml's, which the mocks fix.
    expect(JSON.stringify(resources).replaceAll('::serviceradar::', '')).not.toMatch(
      /serviceradar|carverauto/,
    );
    expect(find(resources, 'Application', 'Application/shop-live').parent).toBe('live');
  });
});
