import { describe, expect, it } from '@jest/globals';
import { hazardsBetween, manifest } from './between.ts';

const claims = 'spec: { volumeClaimTemplates: [{ metadata: { name: data } }] }';
const finalizer = 'finalizers: [resources-finalizer.argocd.argoproj.io]';

describe('hazards of removed and renamed objects', () => {
  it.each([
    ['PersistentVolumeClaim', '', 'data-loss', 'its volume is deleted'],
    ['StatefulSet', claims, 'data-loss', 'its pods stop, and the claims of data are left behind unused'],
    [
      'StatefulSet',
      `${claims.slice(0, -1)}, persistentVolumeClaimRetentionPolicy: { whenDeleted: Delete } }`,
      'data-loss',
      'its pods stop, and the claims of data are deleted with their data',
    ],
    ['StatefulSet', 'spec: {}', 'outage', 'its pods stop'],
    ['Cluster', '', 'data-loss', 'the database is deleted'],
    ['Namespace', '', 'data-loss', 'everything in it'],
    ['CustomResourceDefinition', '', 'data-loss', 'every object of this kind'],
    ['Secret', '', 'data-loss', 'its values are lost'],
    ['ApplicationSet', '', 'data-loss', 'its Applications are deleted'],
    ['Application', '', 'caution', 'the objects that it deployed stay'],
    ['Deployment', '', 'outage', 'its pods stop'],
    ['DaemonSet', '', 'outage', 'its pods stop'],
  ])('reports a removed %s (%j) as %s: %s', (kind, fields, severity, reason) => {
    expect(hazardsBetween(manifest(kind, 'a', fields), '')).toEqual([
      {
        severity,
        rule: 'removed',
        object: expect.objectContaining({ kind, name: 'a' }),
        reason: expect.stringContaining(`is removed: ${reason}`),
        hint: expect.stringMatching(/\w/),
      },
    ]);
  });

  it('reports that an Application with a finalizer deletes everything that it deployed', () => {
    expect(hazardsBetween(manifest('Application', 'demo', '', finalizer), '', 'pipeline')).toMatchObject([
      {
        severity: 'data-loss',
        reason: 'is removed: everything that it deployed is deleted with it (resources-finalizer)',
      },
    ]);
  });

  it('reports what a renamed object with data leaves behind', () => {
    expect(
      hazardsBetween(manifest('StatefulSet', 'db', claims), manifest('StatefulSet', 'database', claims)),
    ).toMatchObject([
      {
        severity: 'data-loss',
        object: { name: 'database' },
        reason:
          'is created under its new name, and StatefulSet db is removed: its pods stop, and the claims of data are left behind unused, with their data',
      },
    ]);
    const [hazard] = hazardsBetween(
      manifest('PersistentVolumeClaim', 'a'),
      manifest('PersistentVolumeClaim', 'b'),
    );
    expect(hazard).toMatchObject({ severity: 'data-loss', object: { name: 'b' } });
  });

  const options = (value: string) => `annotations: { argocd.argoproj.io/sync-options: "${value}" }`;
  it('reports only a caution for an object with Prune=false, which Argo CD keeps', () => {
    const claim = manifest('PersistentVolumeClaim', 'a', '', options('ServerSideApply=true, Prune=false'));
    expect(hazardsBetween(claim, '')).toMatchObject([
      { severity: 'caution', reason: expect.stringContaining('Prune=false') },
    ]);
  });

  it('reports data loss in spite of annotations that do not stop pruning, and says so', () => {
    for (const [annotation, shown] of [
      ['annotations: { helm.sh/resource-policy: keep }', 'helm.sh/resource-policy: keep'],
      [options('Delete=false'), 'Delete=false'],
    ] as const) {
      expect(hazardsBetween(manifest('PersistentVolumeClaim', 'a', '', annotation), '')).toMatchObject([
        { severity: 'data-loss', reason: expect.stringContaining(`(${shown} does not stop Argo CD`) },
      ]);
    }
  });

  it('ignores Prune=false on an object that this program deletes, and not Argo CD', () => {
    const application = manifest('Application', 'a', '', `${finalizer}, ${options('Prune=false')}`);
    expect(hazardsBetween(application, '', 'pipeline')).toMatchObject([{ severity: 'data-loss' }]);
  });

  it('reports nothing for removed objects that hold no data and run no pods', () => {
    expect(hazardsBetween(manifest('ConfigMap', 'a') + manifest('Service', 'a'), '')).toEqual([]);
  });
});
