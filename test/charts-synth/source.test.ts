import { describe, expect, it } from '@jest/globals';
import { applicationSource, expectedRevision } from '../../charts-synth/source.ts';
import { helmValues } from '../../charts-synth/values.ts';
import type { EnvironmentInput } from '../../model/environment.ts';
import type { StackConfig } from '../../stack/stack-config.ts';
import { integration, live, only } from '../support/acme.ts';
import { anything, byDigest, digest, exactly } from '../support/synthesis.ts';

const exact = live({ promotesFrom: undefined });
const repoURL = 'https://git.acme.example/shop.git';

function sourceOf(input: EnvironmentInput, { pin }: StackConfig) {
  const { pipeline, environment } = only(input);
  const values = helmValues(pipeline.application, environment, pin);
  return applicationSource(pipeline.application, environment, pin, values);
}

const revisionOf = (input: EnvironmentInput, { pin }: StackConfig) =>
  expectedRevision(only(input).environment, pin);

describe('the source of an Application', () => {
  it('has the classic form for a version', () => {
    expect(sourceOf(exact, exactly)).toEqual({
      name: expect.stringMatching(/^values-[0-9a-f]{12}$/),
      repoUrl: 'registry.acme.example:5000/charts',
      chart: 'storefront',
      targetRevision: '1.0.76',
      helm: { releaseName: 'storefront', valuesObject: { tag: '1.0.76' } },
    });
  });

  it('has the classic form for a range', () => {
    expect(sourceOf(integration(), anything)).toMatchObject({ chart: 'storefront', targetRevision: '*' });
  });

  it('has the native form for a digest, so that Argo CD enforces it', () => {
    expect(sourceOf(exact, byDigest)).toEqual({
      name: expect.any(String),
      repoUrl: 'oci://registry.acme.example:5000/charts/storefront',
      path: '.',
      targetRevision: digest,
      helm: { releaseName: 'storefront', valuesObject: { tag: '1.0.76' } },
    });
  });

  it("has the chart's values files, which are read before the environment's own values", () => {
    const files = ['values-base.yaml', 'values-live.yaml'];
    expect(sourceOf({ ...exact, valueFiles: files }, exactly).helm).toEqual({
      releaseName: 'storefront',
      valueFiles: files,
      valuesObject: { tag: '1.0.76' },
    });
  });

  it('can be a Kustomize folder in Git, which takes no Helm values', () => {
    const git = { repoURL, path: 'k8s/overlays/live', tool: 'kustomize' } as const;
    expect(sourceOf({ ...exact, git }, exactly)).toEqual({
      name: expect.any(String),
      repoUrl: repoURL,
      path: 'k8s/overlays/live',
      targetRevision: 'v1.0.76',
      kustomize: {},
    });
  });

  it('can be a Helm chart in Git', () => {
    const git = { repoURL, path: 'helm', tool: 'helm', targetRevision: 'main' } as const;
    expect(sourceOf({ ...exact, git, valueFiles: ['live.yaml'] }, exactly)).toEqual({
      name: expect.any(String),
      repoUrl: repoURL,
      path: 'helm',
      targetRevision: 'main',
      helm: { releaseName: 'storefront', valueFiles: ['live.yaml'], valuesObject: { tag: '1.0.76' } },
    });
  });

  it('is the head of the Git repository if the environment follows a range', () => {
    const git = { repoURL, path: 'helm', tool: 'helm' } as const;
    expect(sourceOf(integration({ git }), anything).targetRevision).toBe('HEAD');
  });

  it('has another name when only the values change', () => {
    const one = sourceOf(integration({ values: { replicas: 1 } }), anything).name;
    expect(sourceOf(integration({ values: { replicas: 1 } }), anything).name).toBe(one);
    expect(sourceOf(integration({ values: { replicas: 2 } }), anything).name).not.toBe(one);
  });
});

describe('the revision that Argo CD will report', () => {
  it('is the version, or the digest if the pin has one', () => {
    expect(revisionOf(exact, exactly)).toBe('1.0.76');
    expect(revisionOf(exact, byDigest)).toBe(digest);
  });

  it('is unknown beforehand for a range and for Git', () => {
    expect(revisionOf(integration(), anything)).toBeUndefined();
    expect(revisionOf({ ...exact, git: { repoURL, path: '.', tool: 'helm' } }, byDigest)).toBeUndefined();
  });
});
