import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readRunning } from '../../rehearsal/play/running.ts';
import { applyDeployer, demo, readApplication, setStage, type TestStage } from '../support/stage.ts';

const cleanup = new AsyncDisposableStack();
let stage: TestStage;

beforeAll(async () => {
  stage = await setStage(cleanup);
}, 120_000);
afterAll(() => cleanup.disposeAsync(), 60_000);

describe('an environment that deploys from a Git path', () => {
  it('runs the chart at the Git tag of its pinned version', async () => {
    const { folder } = stage.checkout;
    const git = `git: { repoURL: 'file://${folder}', path: 'helm/serviceradar', tool: 'helm' },`;
    await stage.checkout.edit('environments/demo.ts', "timeout: '10m',", `timeout: '2m',\n  ${git}`);
    await (await applyDeployer(stage)).up('demo');
    const { spec, status } = await readApplication(stage);
    expect(spec.source).toMatchObject({ path: 'helm/serviceradar', targetRevision: 'v1.0.76' });
    expect(status.sync.revision).toBe(await stage.checkout.git('rev-parse', 'v1.0.76^{commit}'));
    expect(await readRunning(stage.world.cluster, demo)).toEqual({
      deployments: 16,
      available: 16,
      tags: ['v1.0.76'],
      digests: [],
    });
  }, 180_000);
});
