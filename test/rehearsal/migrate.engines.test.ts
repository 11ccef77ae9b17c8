import { expect, it } from '@jest/globals';
import { execa } from 'execa';

const project = new URL('../..', import.meta.url);

it('rehearses the move of demo from Kustomize to the chart, which keeps every PersistentVolumeClaim', async () => {
  const { exitCode, all } = await execa(process.execPath, ['rehearsal/main.ts', '--migrate'], {
    cwd: project,
    reject: false,
    all: true,
    env: { PULUMI_VERSION: '0.0.0', PULUMI_HOME: '/nonexistent' },
  });
  if (exitCode !== 0) throw new Error(all);
  expect(all).toMatch(/\d+ added, removed: ConfigMap\/handmade-dashboards$/m);
  expect(all).toMatch(/^ +hazards: data-loss \(automation-turned-on\)$/m);
  const kept = [...all.matchAll(/(\d+) PersistentVolumeClaims kept their uid/g)];
  expect(kept.map(([, count]) => Number(count) > 0)).toEqual([true, true]);
  expect(all).toContain('handmade-dashboards, which the chart does not contain, still exists');
  expect(all).toContain('handmade-dashboards, which the chart does not contain, was deleted');
}, 300_000);
