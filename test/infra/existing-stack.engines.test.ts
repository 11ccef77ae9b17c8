import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { createTestSetup, pulumiDeployer, type TestSetup, withoutPulumi } from '../support/test-setup.ts';
import { existingState } from './existing-stack.ts';

const cleanup = new AsyncDisposableStack();
let setup: TestSetup;
const describeWithPulumi = withoutPulumi === undefined ? describe : describe.skip;
const reason = withoutPulumi === undefined ? '' : ` (skipped: ${withoutPulumi})`;

/** The stack's key, with which Pulumi encrypts the secrets of an imported state. */
function secretsProvider() {
  const text = readFileSync(join(setup.checkout.folder, 'Pulumi.demo.yaml'), 'utf8');
  return { type: 'passphrase', state: { salt: parse(text).encryptionsalt } };
}

describeWithPulumi(`a stack that an earlier version of the program deployed${reason}`, () => {
  beforeAll(async () => {
    setup = await createTestSetup(cleanup);
  }, 120_000);
  afterAll(() => cleanup.disposeAsync(), 60_000);

  it('previews with nothing replaced, nothing deleted and nothing changed', async () => {
    const { registry, github, cluster } = setup.world;
    const stack = await pulumiDeployer(setup).stack('demo');
    const { version, deployment } = existingState({
      registryUser: registry.username,
      registryPassword: registry.password,
      gitHubToken: github.token,
      gitHubUrl: github.url,
      kubeconfig: cluster.kubeconfig,
    });
    await stack.importStack({ version, deployment: { ...deployment, secrets_providers: secretsProvider() } });
    const { changeSummary } = await stack.preview();
    expect(changeSummary).toEqual({ same: deployment.resources.length });
  }, 120_000);
});
