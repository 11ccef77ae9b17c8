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

describe('ES modules with types stripped by Node', () => {
  it.each(libraries)('can import the library %s', async (library) => {
    expect(Object.keys(await import(library)).length).toBeGreaterThan(0);
  });

  it('run on the Node version of the npm package node', () => {
    expect(process.versions.node.split('.')[0]).toBe('24');
  });
});
