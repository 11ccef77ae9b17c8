import { expect, it } from '@jest/globals';
import { execa } from 'execa';

const project = new URL('../..', import.meta.url);

it('moves demo from Kustomize to the chart without losing a PersistentVolumeClaim', async () => {
  const { exitCode, all } = await execa(process.execPath, ['rehearsal/main.ts', '--migrate'], {
    cwd: project,
    reject: false,
    all: true,
    env: { PULUMI_VERSION: '0.0.0', PULUMI_HOME: '/nonexistent' },
  });
  if (exitCode !== 0) throw new Error(all);
  expect(all).toMatch(/are new, not there any more: ConfigMap\/handmade-dashboards$/m);
  expect(all).toMatch(/^ +hazards: data-loss \(automation-turned-on\)$/m);
  const kept = [...all.matchAll(/(\d+) PersistentVolumeClaims have the uid that they had/g)];
  expect(kept.map(([, count]) => Number(count) > 0)).toEqual([true, true]);
  expect(all).toContain('handmade-dashboards, which the chart does not have, is still there');
  expect(all).toContain('handmade-dashboards, which the chart does not have, is gone');
}, 300_000);
