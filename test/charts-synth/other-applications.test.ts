import { describe, expect, it } from '@jest/globals';
import type { Pipeline } from '../../model/pipeline.ts';
import { acme, integration, live } from '../support/acme.ts';
import { anything, byDigest, exactly, print, synthesize, titleOf, withLogin } from '../support/synthesis.ts';

const kindOf = (pipeline: Pipeline, environment: string, wanted: string) =>
  synthesize(pipeline, environment, anything).find(({ kind }) => kind === wanted);

describe("another team's application", () => {
  it('has no name of the first application in its objects', () => {
    const printed = [
      print(acme(), 'integration', withLogin(anything)),
      print(acme(), 'live', withLogin(exactly)),
      print(acme(), 'live', withLogin(byDigest)),
    ].join('\n');
    expect(printed).not.toMatch(/serviceradar|carverauto|ghcr\.io|ghcr-io|demo|argocd\b(?!\.argoproj\.io)/i);
    expect(printed).toContain('registry.acme.example:5000');
  });

  it('has the same kinds of objects with its own names', () => {
    expect(synthesize(acme(), 'live', withLogin(exactly)).map(titleOf)).toEqual([
      'Namespace/shop-live',
      'AppProject/shop-live',
      'NetworkPolicy/keep-environments-apart',
      'Secret/shop-live-chart-repository',
      'Secret/shop-live-chart-oci',
      'Secret/registry-login',
      'Application/shop-live',
    ]);
  });

  it('cannot create cluster-scoped kinds if it lists none', () => {
    expect(kindOf(acme(), 'integration', 'AppProject')).toMatchObject({
      spec: {
        clusterResourceWhitelist: [],
        sourceRepos: [
          'registry.acme.example:5000/charts',
          'oci://registry.acme.example:5000/charts/storefront',
        ],
        destinations: [{ namespace: 'shop-integration', server: 'https://cluster.acme.example' }],
      },
    });
  });

  it.each([
    [true, { prune: true, selfHeal: true }],
    [false, { selfHeal: true }],
  ])('sets whether Argo CD prunes: %s', (prune, automated) => {
    const application = kindOf(acme(integration({ prune })), 'integration', 'Application');
    expect(application).toHaveProperty('spec.syncPolicy.automated', automated);
  });

  it('may use only its Git repository if it comes from there', () => {
    const git = { repoURL: 'https://git.acme.example/shop', path: 'k8s', tool: 'kustomize' } as const;
    expect(kindOf(acme(integration({ git })), 'integration', 'AppProject')).toMatchObject({
      spec: { sourceRepos: ['https://git.acme.example/shop'] },
    });
  });
});

describe('a third environment', () => {
  const third = live({
    name: 'canary',
    application: 'shop-canary',
    namespace: 'shop-canary',
    url: 'https://canary.acme.example',
  });
  const pipeline = acme(integration(), live(), third);

  it('needs only one more entry', () => {
    expect(synthesize(pipeline, 'canary', exactly).map(titleOf)).toContain('Application/shop-canary');
  });

  it('is isolated from the two others, and they from it', () => {
    const barred = (environment: string) =>
      /NotIn","values":(\[.*?\])/.exec(JSON.stringify(kindOf(pipeline, environment, 'NetworkPolicy')))?.[1];
    expect(barred('canary')).toBe('["shop-integration","shop-live"]');
    expect(barred('live')).toBe('["shop-integration","shop-canary"]');
  });

  it('changes only the network policies of the others', () => {
    const before = synthesize(acme(), 'live', exactly);
    const after = synthesize(pipeline, 'live', exactly);
    const isPolicy = ({ kind }: { kind: string }) => kind === 'NetworkPolicy';
    expect(after.filter((object) => !isPolicy(object))).toEqual(before.filter((object) => !isPolicy(object)));
  });
});

describe('a single environment', () => {
  it('has no NotIn in its network policy, because Kubernetes refuses an empty one', () => {
    expect(JSON.stringify(kindOf(acme(integration()), 'integration', 'NetworkPolicy'))).not.toContain(
      'NotIn',
    );
  });
});
