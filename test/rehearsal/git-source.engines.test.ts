import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readRunning } from '../../rehearsal/play/running.ts';
import {
  applyDeployer,
  createTestSetup,
  demo,
  readApplication,
  type TestSetup,
} from '../support/test-setup.ts';

const cleanup = new AsyncDisposableStack();
let setup: TestSetup;

beforeAll(async () => {
  setup = await createTestSetup(cleanup);
}, 120_000);
afterAll(() => cleanup.disposeAsync(), 60_000);

describe('an environment that deploys from a Git path', () => {
  it('runs the chart at the Git tag of its pinned version', async () => {
    const { folder } = setup.checkout;
    const git = `git: { repoURL: 'file://${folder}', path: 'helm/serviceradar', tool: 'helm' },`;
    await setup.checkout.edit('environments/demo.ts', "timeout: '10m',", `timeout: '2m',\n  ${git}`);
    await (await applyDeployer(setup)).up('demo');
    const { spec, status } = await readApplication(setup);
    expect(spec.source).toMatchObject({ path: 'helm/serviceradar', targetRevision: 'v1.0.76' });
    expect(status.sync.revision).toBe(await setup.checkout.git('rev-parse', 'v1.0.76^{commit}'));
    expect(await readRunning(setup.world.cluster, demo)).toEqual({
      deployments: 16,
      available: 16,
      tags: ['v1.0.76'],
      digests: [],
    });
  }, 180_000);
});
