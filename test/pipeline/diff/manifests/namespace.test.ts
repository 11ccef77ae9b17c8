import { describe, expect, it } from '@jest/globals';
import { placeObjects } from '../../../../pipeline/diff/manifests/namespace.ts';
import { objectOf } from './manifests.ts';

describe('placeObjects', () => {
  it.each([
    ['v1', 'ConfigMap', '', 'demo'],
    ['v1', 'ConfigMap', 'other', 'other'],
    ['v1', 'Namespace', '', undefined],
    ['v1', 'PersistentVolume', 'demo', undefined],
    ['postgresql.cnpg.io/v1', 'Cluster', '', 'demo'],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'demo', undefined],
    ['rbac.authorization.k8s.io/v1', 'Role', '', 'demo'],
  ])('puts a %s %s with the namespace %j into the namespace %j', (apiVersion, kind, namespace, expected) => {
    const metadata = namespace === '' ? '{ name: a }' : `{ name: a, namespace: ${namespace} }`;
    const object = objectOf(
      `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: ${metadata}\nspec: { x: 1 }`,
    );
    const [placed] = placeObjects([object], 'demo');
    expect(placed).toEqual({
      ...object,
      metadata: expected === undefined ? { name: 'a' } : { name: 'a', namespace: expected },
    });
  });
});
