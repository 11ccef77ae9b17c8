import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isSelfContained } from '../../../../../pipeline/diff/render/sources/kustomization-reach.ts';
import { folderWith } from '../../../../support/folder.ts';

const isContained = (files: Readonly<Record<string, string>>) => {
  const root = join(folderWith({ ...files, 'outside/kustomization.yaml': '' }), 'repository');
  return isSelfContained(root, join(root, 'k8s/demo'));
};

const base = { 'repository/k8s/base/kustomization.yml': 'resources: [a.yaml]\n' };

describe('isSelfContained', () => {
  it.each([
    ['resources: [../base, deployment.yaml]', base],
    ['bases: [../base]\ncomponents: [../base]', base],
    ['resources: [../../k8s/base]', base],
    ['resources: [../base]', { 'repository/k8s/base/Kustomization': 'resources: [../demo]\n' }],
    ['namespace: demo', {}],
    ['', {}],
  ])('is true for a kustomization within the repository: %j', async (kustomization, files) => {
    const all = { ...files, 'repository/k8s/demo/kustomization.yaml': kustomization };
    expect(await isContained(all)).toBe(true);
  });

  it.each([
    'https://example.com/crds.yaml',
    'github.com/acme/base?ref=v1',
    'git@github.com:acme/base.git',
    'ssh://git@example.com/base',
  ])('is false for a kustomization that fetches %s', async (entry) => {
    const files = { 'repository/k8s/demo/kustomization.yaml': `resources: [../base, "${entry}"]\n`, ...base };
    expect(await isContained(files)).toBe(false);
  });

  it.each([
    ['../../../outside', 'resources: [../../../outside]', {}],
    ['/etc', 'components: [/etc]', {}],
    [
      '../../../outside',
      'resources: [../base]',
      { 'repository/k8s/base/kustomization.yaml': 'bases: [../../../outside]\n' },
    ],
  ])(
    'refuses a kustomization that reads %s outside of the repository (%s)',
    async (entry, kustomization, files) => {
      const all = { ...files, 'repository/k8s/demo/kustomization.yaml': `${kustomization}\n` };
      await expect(isContained(all)).rejects.toThrow(`"${entry}" is outside of the repository`);
    },
  );

  it('refuses a kustomization that leaves the repository by way of a link inside', async () => {
    const root = folderWith({
      'k8s/demo/deep/kustomization.yaml': 'resources: [link]\n',
      'base/kustomization.yaml': 'resources: [../../outside]\n',
    });
    symlinkSync('../../../base', join(root, 'k8s/demo/deep/link'));
    await expect(isSelfContained(root, join(root, 'k8s/demo/deep'))).rejects.toThrow(
      'base/kustomization: "../../outside" is outside of the repository',
    );
  });

  it.each(['resources: [', 'a: &a [x]\nb: &b [*a, *a, *a]\nresources: [*b, *b, *c]'])(
    'refuses a kustomization that is not YAML: %j',
    async (text) => {
      await expect(isContained({ 'repository/k8s/demo/kustomization.yaml': text })).rejects.toThrow(
        /^k8s\/demo\/kustomization\.yaml: cannot be read: /,
      );
    },
  );

  it('refuses a kustomization that is a folder', async () => {
    await expect(isContained({ 'repository/k8s/demo/kustomization.yaml/file': '' })).rejects.toThrow(
      /^k8s\/demo\/kustomization\.yaml: cannot be read: .*EISDIR/,
    );
  });
});
