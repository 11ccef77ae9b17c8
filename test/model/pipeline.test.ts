import { describe, expect, it } from '@jest/globals';
import type { ApplicationInput } from '../../model/application.ts';
import type { EnvironmentInput } from '../../model/environment.ts';
import { definePipeline } from '../../model/pipeline.ts';
import { acme, integration, live, shop } from '../support/acme.ts';
import { faultsOf, placesOf } from '../support/faults.ts';

/** Input that a user wrote without type checks. */
const written = <T>(value: object): T => JSON.parse(JSON.stringify(value));

describe('a pipeline', () => {
  it('fills in what an environment leaves out', () => {
    expect(acme().environments[0]).toMatchObject({
      github: {
        reviewers: { users: [], teams: [] },
        waitMinutes: 0,
        preventSelfReview: false,
        deploymentBranches: [],
      },
      secrets: {},
      variables: {},
      valueFiles: [],
      adopt: [],
    });
  });

  it('reports all faults of all its parts together, each with its path', () => {
    const application = {
      ...shop,
      name: 'The Shop',
      chart: { ...shop.chart, registry: 'https://acme.example' },
    };
    const environments = [
      integration({ namespace: 'Shop', timeout: 'soon', github: { waitMinutes: -1 } }),
      live({ url: 'acme.example', github: { reviewers: { users: [''] } } }),
    ];
    expect(placesOf(() => definePipeline(application, environments))).toEqual([
      'application.name',
      'application.chart.registry',
      'environments.integration.namespace',
      'environments.integration.timeout',
      'environments.integration.github.waitMinutes',
      'environments.live.url',
      'environments.live.github.reviewers.users.0',
    ]);
  });

  it('refuses an unknown key', () => {
    const environment = written<EnvironmentInput>({ ...integration(), namspace: 'x' });
    expect(faultsOf(() => definePipeline(shop, [environment]))).toEqual([
      { where: 'environments.integration', what: expect.stringContaining('"namspace"') },
    ]);
  });

  it.each(['name', 'application', 'namespace', 'url'] as const)(
    'refuses two environments with the same %s',
    (key) => {
      const first = integration();
      expect(faultsOf(() => acme(first, live({ [key]: first[key], promotesFrom: undefined })))).toEqual([
        {
          where: `environments.${key}`,
          what: `two environments share "${first[key]}"`,
          hint: 'each environment needs its own',
        },
      ]);
    },
  );

  it('reports a repeated name only once', () => {
    const environments = ['a', 'b', 'c'].map((name) =>
      integration({ name, application: name, namespace: name, url: 'https://same.example' }),
    );
    expect(placesOf(() => acme(...environments))).toEqual(['environments.url']);
  });

  it('refuses a promotion from an unknown environment', () => {
    expect(faultsOf(() => acme(integration(), live({ promotesFrom: 'staging' })))).toEqual([
      { where: 'environments.live.promotesFrom', what: 'there is no other environment "staging"' },
    ]);
  });

  it('does not report an environment as unknown because it has other faults', () => {
    expect(placesOf(() => acme(integration({ namespace: 'Shop' }), live()))).toEqual([
      'environments.integration.namespace',
    ]);
  });

  it('refuses a name that YAML or a shell could misread', () => {
    for (const name of ['', '-live', 'live-', 'Live', '$(id)', 'a.b', 'a\n', 'x'.repeat(64)])
      expect(placesOf(() => acme(integration({ name })))).toEqual([`environments.${name}.name`]);
  });
});

describe('the Helm values of an environment', () => {
  it('are a function of the version if the environment deploys exactly one', () => {
    const environment = { ...live({ promotesFrom: undefined }), values: { tag: '1.0.76' } };
    expect(faultsOf(() => acme(written(environment)))).toEqual([
      {
        where: 'environments.live.values',
        what: 'must be a function of the version: this environment deploys exactly the version in its pin',
      },
    ]);
  });

  it.each([undefined, null, 'replicas: 1', 3])(
    'are an object if the environment follows a range, not %j',
    (values) => {
      expect(faultsOf(() => acme(written({ ...integration(), values })))).toEqual([
        { where: 'environments.integration.values', what: 'is not an object' },
      ]);
    },
  );
});

describe('the GitHub names of an environment', () => {
  it.each([
    ['lower', 'is not a name that GitHub takes (A-Z, 0-9, _; no digit first)'],
    ['1ST', 'is not a name that GitHub takes (A-Z, 0-9, _; no digit first)'],
    ['A-B', 'is not a name that GitHub takes (A-Z, 0-9, _; no digit first)'],
    ['A\n', 'is not a name that GitHub takes (A-Z, 0-9, _; no digit first)'],
    ['', 'is not a name that GitHub takes (A-Z, 0-9, _; no digit first)'],
    ['GITHUB_TOKEN', 'must not begin with GITHUB_'],
  ])('cannot be %j', (name, what) => {
    expect(faultsOf(() => acme(integration({ secrets: { [name]: 'key' } })))).toEqual([
      { where: `environments.integration.secrets.${name}`, what },
    ]);
    expect(placesOf(() => acme(integration({ variables: { [name]: 'value' } })))).toEqual([
      `environments.integration.variables.${name}`,
    ]);
  });

  it.each(['A', '_A', 'A1_B', 'MY_GITHUB_TOKEN'])('can be %s', (name) => {
    expect(acme(integration({ secrets: { [name]: 'key' } })).environments[0]?.secrets).toEqual({
      [name]: 'key',
    });
  });

  it('map to config keys in camelCase', () => {
    expect(faultsOf(() => acme(integration({ secrets: { A: 'admin-password' } })))).toEqual([
      { where: 'environments.integration.secrets.A', what: 'is not a config key (camelCase)' },
    ]);
  });

  it('are refused together with more than six reviewers, users and teams counted', () => {
    const reviewers = (teams: number) => ({
      users: ['a', 'b', 'c'],
      teams: Array.from({ length: teams }, (_, i) => `t${i}`),
    });
    expect(acme(integration({ github: { reviewers: reviewers(3) } })).environments).toHaveLength(1);
    expect(faultsOf(() => acme(integration({ github: { reviewers: reviewers(4) } })))).toEqual([
      { where: 'environments.integration.github.reviewers', what: 'GitHub takes at most six reviewers' },
    ]);
  });

  it('cannot have an empty variable, which GitHub would refuse later', () => {
    expect(placesOf(() => acme(integration({ variables: { A: '' } })))).toEqual([
      'environments.integration.variables.A',
    ]);
  });
});

describe('the application', () => {
  it.each<[string, Partial<ApplicationInput>]>([
    ['application.chart.registry', { chart: { ...shop.chart, registry: 'oci://registry.acme.example' } }],
    ['application.argocd.server', { argocd: { namespace: 'cd', server: 'kubernetes' } }],
    ['application.openPorts.0.port', { openPorts: [{ port: 65_536, protocol: 'TCP' }] }],
    ['application.repository.owner', { repository: { owner: '', name: 'shop' } }],
    ['application.clusterScopedKinds.0.kind', { clusterScopedKinds: [{ group: '', kind: '' }] }],
  ])('is refused at %s', (where, change) => {
    expect(placesOf(() => definePipeline({ ...shop, ...change }, [integration()]))).toEqual([where]);
  });
});
