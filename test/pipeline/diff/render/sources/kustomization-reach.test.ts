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

describe('a kustomization', () => {
  it.each([
    ['resources: [../base, deployment.yaml]', base],
    ['bases: [../base]\ncomponents: [../base]', base],
    ['resources: [../../k8s/base]', base],
    ['resources: [../base]', { 'repository/k8s/base/Kustomization': 'resources: [../demo]\n' }],
    ['namespace: demo', {}],
    ['', {}],
  ])('with %j is all in its repository', async (kustomization, files) => {
    const all = { ...files, 'repository/k8s/demo/kustomization.yaml': kustomization };
    expect(await isContained(all)).toBe(true);
  });

  it.each([
    'https://example.com/crds.yaml',
    'github.com/acme/base?ref=v1',
    'git@github.com:acme/base.git',
    'ssh://git@example.com/base',
  ])('with %s is not the same every time', async (entry) => {
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
  ])('fault 17: that reads %s (%s) is refused', async (entry, kustomization, files) => {
    const all = { ...files, 'repository/k8s/demo/kustomization.yaml': `${kustomization}\n` };
    await expect(isContained(all)).rejects.toThrow(`"${entry}" is outside of the repository`);
  });

  it('fault 17: that goes out by way of a link inside is refused', async () => {
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
    'that is not YAML is refused: %j',
    async (text) => {
      await expect(isContained({ 'repository/k8s/demo/kustomization.yaml': text })).rejects.toThrow(
        /^k8s\/demo\/kustomization\.yaml: cannot be read: /,
      );
    },
  );
});
