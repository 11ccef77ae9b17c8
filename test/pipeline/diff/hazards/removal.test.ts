import { describe, expect, it } from '@jest/globals';
import { hazardsBetween, manifest } from './between.ts';

const claims = 'spec: { volumeClaimTemplates: [{ metadata: { name: data } }] }';
const finalizer = 'finalizers: [resources-finalizer.argocd.argoproj.io]';

describe('what is removed', () => {
  it.each([
    ['PersistentVolumeClaim', '', 'data-loss', 'its volume is deleted'],
    ['StatefulSet', claims, 'data-loss', 'its pods stop, and the claims of data are left behind'],
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
    ['Application', '', 'caution', 'what it deployed stays'],
    ['Deployment', '', 'outage', 'its pods stop'],
    ['DaemonSet', '', 'outage', 'its pods stop'],
  ])('fault 21: names what a removed %s %s loses', (kind, fields, severity, reason) => {
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

  it('fault 21: names what a removed Application deletes', () => {
    expect(hazardsBetween(manifest('Application', 'demo', '', finalizer), '', 'pipeline')).toMatchObject([
      {
        severity: 'data-loss',
        reason: 'is removed: everything that it deployed is deleted with it (resources-finalizer)',
      },
    ]);
  });

  it('fault 21: names what a renamed stateful object leaves behind', () => {
    expect(
      hazardsBetween(manifest('StatefulSet', 'db', claims), manifest('StatefulSet', 'database', claims)),
    ).toMatchObject([
      {
        severity: 'data-loss',
        object: { name: 'database' },
        reason:
          'is a new object under this name, and StatefulSet db goes: its pods stop, and the claims of data are left behind with the data, used by nothing',
      },
    ]);
    const [hazard] = hazardsBetween(
      manifest('PersistentVolumeClaim', 'a'),
      manifest('PersistentVolumeClaim', 'b'),
    );
    expect(hazard).toMatchObject({ severity: 'data-loss', object: { name: 'b' } });
  });

  const options = (value: string) => `annotations: { argocd.argoproj.io/sync-options: "${value}" }`;
  it('is only a caution where Argo CD is told not to prune it', () => {
    const claim = manifest('PersistentVolumeClaim', 'a', '', options('ServerSideApply=true, Prune=false'));
    expect(hazardsBetween(claim, '')).toMatchObject([
      { severity: 'caution', reason: expect.stringContaining('Prune=false') },
    ]);
  });

  it('is lost all the same where an annotation only seems to protect it', () => {
    for (const [annotation, shown] of [
      ['annotations: { helm.sh/resource-policy: keep }', 'helm.sh/resource-policy: keep'],
      [options('Delete=false'), 'Delete=false'],
    ] as const) {
      expect(hazardsBetween(manifest('PersistentVolumeClaim', 'a', '', annotation), '')).toMatchObject([
        { severity: 'data-loss', reason: expect.stringContaining(`(${shown} does not stop Argo CD`) },
      ]);
    }
  });

  it('is lost where the program itself deletes it, whatever Argo CD is told', () => {
    const application = manifest('Application', 'a', '', `${finalizer}, ${options('Prune=false')}`);
    expect(hazardsBetween(application, '', 'pipeline')).toMatchObject([{ severity: 'data-loss' }]);
  });

  it('is no hazard where it holds nothing', () => {
    expect(hazardsBetween(manifest('ConfigMap', 'a') + manifest('Service', 'a'), '')).toEqual([]);
  });
});
