import { describe, expect, it } from '@jest/globals';
import { pipeline } from '../../../environments/index.ts';
import { hintFor } from '../../../infra/components/error-hints.ts';
import { findEnvironment } from '../../../model/pipeline.ts';

const remedy = (resource: string, error: string) =>
  hintFor(resource, error, pipeline.application, findEnvironment(pipeline, 'demo'));

describe('the hint for an error of the cluster', () => {
  it.each([
    ['AppProject/x', 'no matches for kind "AppProject" in version "argoproj.io/v1alpha1"', 'install it'],
    ['Namespace/demo', 'object is being deleted: namespaces "demo" already exists', 'wait until it is gone'],
    [
      'Secret/ghcr-io-cred',
      'secrets "ghcr-io-cred" already exists',
      "add adopt: ['Secret/ghcr-io-cred'] to environments/demo.ts",
    ],
    ['Application/x', 'timed out waiting for the condition', 'Synced and Healthy within 10m'],
  ])('for %s: %s', (resource, error, expected) => {
    expect(remedy(resource, error)).toContain(expected);
  });

  it('is missing if the error is unknown', () => {
    expect(remedy('Secret/x', 'the server is on fire')).toBeUndefined();
  });
});
