import { describe, expect, it } from '@jest/globals';

const libraries = [
  '@kubernetes/client-node',
  '@pulumi/github',
  '@pulumi/kubernetes',
  '@pulumi/pulumi',
  'ajv',
  'cdk8s',
  'cdk8s-plus-28',
  'commander',
  'constructs',
  'execa',
  'listr2',
  'semver',
  'yaml',
  'zod',
];

describe('the module format (ES modules, types stripped by Node)', () => {
  it.each(libraries)('imports %s', async (library) => {
    expect(Object.keys(await import(library)).length).toBeGreaterThan(0);
  });

  it('runs on the Node that the npm package brings', () => {
    expect(process.versions.node.split('.')[0]).toBe('24');
  });
});
