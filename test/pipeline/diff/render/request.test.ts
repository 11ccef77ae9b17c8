import { describe, expect, it } from '@jest/globals';
import { pipeline } from '../../../../environments/index.ts';
import type { KubernetesObject } from '../../../../pipeline/diff/model.ts';
import { parseRenderRequest } from '../../../../pipeline/diff/render/request.ts';
import { acme, integration } from '../../../support/acme.ts';
import { faultsOf, placesOf } from '../../../support/faults.ts';
import { anything, byDigest, digest, exactly, synthesize } from '../../../support/synthesis.ts';

const application = (source: unknown, destination: unknown = { namespace: 'shop' }): KubernetesObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'shop-live' },
  spec: { source, destination },
});

const synthesized = (...[of, environment, config]: Parameters<typeof synthesize>): KubernetesObject => {
  const found = synthesize(of, environment, config).find(({ kind }) => kind === 'Application');
  return JSON.parse(JSON.stringify(found));
};

const chart = {
  kind: 'chart',
  repository: { registry: 'ghcr.io', repository: 'carverauto/charts/serviceradar' },
};

describe('parseRenderRequest, for an Application of this program', () => {
  it.each([
    ['a version', 'demo', exactly, { ...chart, revision: '1.0.76' }],
    ['a digest', 'demo', byDigest, { ...chart, revision: digest }],
    ['a range', 'demo-staging', anything, { ...chart, revision: '*' }],
  ] as const)('reads a chart that is pinned by %s', (_, environment, config, source) => {
    expect(parseRenderRequest(synthesized(pipeline, environment, config))).toMatchObject({
      source,
      releaseName: 'serviceradar',
      namespace: environment,
      valueFiles: [],
      values: { image: { registryPullSecret: 'ghcr-io-cred' } },
    });
  });

  it.each(['helm', 'kustomize'] as const)('reads a Git path that %s renders', (tool) => {
    const git = { repoURL: 'https://git.acme.example/shop.git', path: 'k8s/live', tool };
    const of = acme(integration({ git }));
    expect(parseRenderRequest(synthesized(of, 'integration', exactly))).toMatchObject({
      source: { kind: 'git', repoURL: git.repoURL, path: 'k8s/live', revision: 'v1.0.76', tool },
      releaseName: tool === 'helm' ? 'storefront' : 'shop-integration',
      values: tool === 'helm' ? { replicas: 1 } : {},
    });
  });
});

describe('parseRenderRequest, for any Application', () => {
  it('takes the name of the Application for a missing release name, and no namespace for a missing one', () => {
    const source = { repoURL: 'oci://registry.example/charts/shop', path: '.', targetRevision: '1.0.0' };
    const { releaseName, namespace, valueFiles, values } = parseRenderRequest(application(source, {}));
    expect({ releaseName, namespace, valueFiles, values }).toEqual({
      ...{ releaseName: 'shop-live', namespace: '', valueFiles: [], values: {} },
    });
  });

  const git = { repoURL: 'https://git.acme.example/shop', path: 'k8s', kustomize: {} };
  const classic = { repoURL: 'ghcr.io/acme/charts', chart: 'shop', targetRevision: '1.0.0' };
  const native = { repoURL: 'oci://ghcr.io/acme/charts/shop', path: '.', targetRevision: '1.0.0' };

  it.each([
    [
      'parameters',
      { ...classic, helm: { parameters: [], skipCrds: true } },
      ['helm.parameters', 'helm.skipCrds'],
    ],
    ['Kustomize images', { ...git, kustomize: { images: [] } }, ['kustomize.images']],
    ['a plugin', { ...git, plugin: {} }, ['plugin']],
    ['a path in a chart', { ...native, path: 'sub' }, ['path']],
    ['a path out of the repository', { ...git, path: 'k8s/../..' }, ['path']],
    ['an absolute path', { ...git, path: '/etc' }, ['path']],
    ['a command instead of a URL', { ...git, repoURL: 'ext::sh -c id' }, ['repoURL']],
    ['an option instead of a URL', { ...git, repoURL: '--upload-pack=id' }, ['repoURL']],
    ['a password in the URL', { ...git, repoURL: 'https://ada:canary@git.example/a' }, ['repoURL']],
    [
      'a values file that is a URL',
      { ...classic, helm: { valueFiles: ['https://a/b'] } },
      ['helm.valueFiles.0'],
    ],
    [
      'a variable in a values file',
      { ...classic, helm: { valueFiles: ['$ARGOCD_APP_NAME'] } },
      ['helm.valueFiles.0'],
    ],
    [
      'half of a surrogate pair',
      { ...classic, helm: { valuesObject: { a: ['\ud83d'] } } },
      ['helm.valuesObject'],
    ],
    ['no version', { repoURL: 'ghcr.io/acme/charts', chart: 'shop' }, ['targetRevision']],
  ])('refuses %s, and names the field', (_, source, fields) => {
    const places = placesOf(() => parseRenderRequest(application(source)));
    expect(places).toEqual(fields.map((field) => `Application shop-live: spec.source.${field}`));
  });

  it.each([
    [
      'neither Helm nor Kustomize',
      { repoURL: git.repoURL, path: 'k8s' },
      'must have either helm or kustomize',
    ],
    ['several sources', undefined, 'is missing (several sources are not supported)'],
    [
      'a Helm repository over http',
      { ...classic, repoURL: 'https://charts.example' },
      /not an OCI reference/,
    ],
  ])('refuses %s, and says why', (_, source, what) => {
    expect(faultsOf(() => parseRenderRequest(application(source)))).toEqual([
      expect.objectContaining({ what: typeof what === 'string' ? what : expect.stringMatching(what) }),
    ]);
  });

  it('does not repeat the password of a URL in its message', () => {
    const source = { ...git, repoURL: 'https://ada:canary@git.example/a' };
    expect(JSON.stringify(faultsOf(() => parseRenderRequest(application(source))))).not.toContain('canary');
  });
});
