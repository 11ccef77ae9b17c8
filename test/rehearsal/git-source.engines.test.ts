import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { readRunning } from '../../rehearsal/play/running.ts';
import { applyDeployer, demo, readApplication, setStage, type TestStage } from '../support/stage.ts';

const cleanup = new AsyncDisposableStack();
let stage: TestStage;

/** Makes the checkout a Git repository with the tag `v1.0.76`. */
async function commit(folder: string): Promise<void> {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  const git = (...args: string[]) => execa('git', [...identity, ...args], { cwd: folder });
  await git('init', '--quiet');
  await git('add', 'helm');
  await git('commit', '--quiet', '--message', 'chart');
  await git('tag', 'v1.0.76');
}

beforeAll(async () => {
  stage = await setStage(cleanup);
  await commit(stage.checkout.folder);
}, 120_000);
afterAll(() => cleanup.disposeAsync(), 60_000);

describe('an environment that deploys from a Git path', () => {
  it('runs the chart at the tag of its pin', async () => {
    const { folder } = stage.checkout;
    const git = `git: { repoURL: 'file://${folder}', path: 'helm/serviceradar', tool: 'helm' },`;
    await stage.checkout.edit('environments/demo.ts', "timeout: '10m',", `timeout: '2m',\n  ${git}`);
    await (await applyDeployer(stage)).up('demo');
    const { stdout: head } = await execa('git', ['rev-parse', 'HEAD'], { cwd: join(folder, 'helm') });
    const { spec, status } = await readApplication(stage);
    expect(spec.source).toMatchObject({ path: 'helm/serviceradar', targetRevision: 'v1.0.76' });
    expect(status.sync.revision).toBe(head);
    expect(await readRunning(stage.world.cluster, demo)).toEqual({
      deployments: 16,
      available: 16,
      tags: ['v1.0.76'],
    });
  }, 180_000);
});
