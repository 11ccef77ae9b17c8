import { describe, expect, it } from '@jest/globals';

const libraries = [
  '@pulumi/github',
  '@pulumi/kubernetes',
  '@pulumi/pulumi',
  'ajv',
  'bcryptjs',
  'cdk8s',
  'commander',
  'constructs',
  'execa',
  'libsodium-wrappers',
  'listr2',
  'selfsigned',
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
