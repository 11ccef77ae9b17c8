import { describe, expect, it } from '@jest/globals';
import { diffEnvironments } from '../../../pipeline/diff/diff.ts';
import type { KubernetesObject } from '../../../pipeline/diff/model.ts';
import { createRenderContext } from '../../../pipeline/diff/render/render-context.ts';
import { folderWith } from '../../support/folder.ts';

const context = () => createRenderContext(folderWith({}), { XDG_CACHE_HOME: folderWith({}) });

const configMap = (value: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'demo' },
  data: { value },
});

/** An Application with a plugin, which cannot be rendered here. */
const unsupported: KubernetesObject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'shop' },
  spec: {
    source: { repoURL: 'https://git.example/shop', path: 'k8s', kustomize: {}, plugin: {} },
    destination: {},
  },
};
const failure =
  'Application shop: spec.source.plugin: is not supported: the diff would differ from what Argo CD deploys';

describe('diffEnvironments', () => {
  it('compares the synthesized objects of an environment', async () => {
    const comparison = { environment: 'demo', from: [configMap('1')], to: [configMap('2')] };
    expect(await diffEnvironments([comparison], context())).toMatchObject([
      { environment: 'demo', changes: [{ kind: 'changed', origin: 'pipeline', id: { name: 'a' } }] },
    ]);
  });

  it('says that an environment is not deployed on a side where it does not exist', async () => {
    const comparison = { environment: 'demo', from: [configMap('1')], to: undefined };
    expect(await diffEnvironments([comparison], context())).toMatchObject([
      { to: { release: 'not deployed' }, changes: [{ kind: 'removed' }] },
    ]);
  });

  it('says why an environment cannot be rendered, and compares the others', async () => {
    const diffs = await diffEnvironments(
      [
        { environment: 'demo', from: [configMap('1')], to: [unsupported] },
        { environment: 'lab', from: [configMap('1')], to: [configMap('1')] },
      ],
      context(),
    );
    expect(diffs).toMatchObject([
      { environment: 'demo', from: { release: 'no Application' }, to: { release: 'unknown' }, failure },
      { environment: 'lab', unchanged: 1 },
    ]);
  });

  it('says only once what fails on both sides', async () => {
    const comparison = { environment: 'demo', from: [unsupported], to: [unsupported] };
    expect(await diffEnvironments([comparison], context())).toMatchObject([{ failure }]);
  });
});
