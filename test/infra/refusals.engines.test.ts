import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ClusterObject } from '../../rehearsal/world/cluster.ts';
import {
  application,
  createTestSetup,
  demo,
  messageOf,
  pulumiDeployer,
  readApplication,
  type TestSetup,
  withoutPulumi,
} from '../support/test-setup.ts';

const cleanup = new AsyncDisposableStack();
let setup: TestSetup;
let deployer: ReturnType<typeof pulumiDeployer>;

const existing: ClusterObject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: demo.application, namespace: application.argocd.namespace },
  spec: {
    project: 'default',
    source: { repoURL: 'https://example.com/made-by-hand.git', path: '.', targetRevision: 'HEAD' },
    destination: { server: application.argocd.server, namespace: demo.namespace },
  },
};
const namespace: ClusterObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: demo.namespace } };
const stackTrace = /^\s+at .*:\d+:\d+\)?$/m;

const describeWithPulumi = withoutPulumi === undefined ? describe : describe.skip;

describeWithPulumi(
  `pulumi up refuses${withoutPulumi === undefined ? '' : ` (skipped: ${withoutPulumi})`}`,
  () => {
    beforeAll(async () => {
      setup = await createTestSetup(cleanup);
      deployer = pulumiDeployer(setup);
      await setup.publish('1.0.76');
    }, 120_000);
    afterAll(() => cleanup.disposeAsync(), 60_000);
    beforeEach(() => setup.world.assertAlive());

    it.each([
      ['1.10', /1\.10 is not a text in YAML/],
      ['latest', /"latest" is not a version/],
      ['v1.0.76', /"v1\.0\.76" .*no v/],
      ['"*"', /"\*" is a range, and this environment does not follow one/],
      ['1.0.77-rc.1', /"1\.0\.77-rc\.1" is a prerelease/],
      ['$(id)', /"\$\(id\)" is not a version/],
    ])(
      'the pin %s with one message, before anything is touched',
      async (pin, expected) => {
        await deployer.stack('demo');
        await setup.checkout.setPin('demo', pin);
        const message = await messageOf(deployer.up('demo'));
        await setup.checkout.setPin('demo', '1.0.76');
        expect(message).toMatch(expected);
        expect(message).not.toMatch(stackTrace);
        expect(await setup.world.cluster.get('v1', 'Namespace', demo.namespace)).toBeUndefined();
      },
      60_000,
    );

    it('a missing secret and a missing cluster in one message', async () => {
      const stack = await deployer.stack('demo');
      const { value } = await stack.getConfig('serviceradarAdminPassword');
      await stack.removeConfig('serviceradarAdminPassword');
      await stack.removeConfig('kubernetes:context');
      const message = await messageOf(deployer.up('demo'));
      await stack.setConfig('serviceradarAdminPassword', { value, secret: true });
      await stack.setConfig('kubernetes:context', { value: 'rehearsal' });
      expect(message).toContain('serviceradarAdminPassword: is not set');
      expect(message).toContain('kubernetes:context: is not set');
      expect(message).not.toMatch(stackTrace);
    }, 60_000);

    it('an unknown stack with the names of all stacks', async () => {
      const message = await messageOf(deployer.up('production'));
      expect(message).toContain('there is no environment "production"');
      expect(message).toContain('demo-staging, demo');
      expect(message).not.toMatch(stackTrace);
    }, 60_000);

    it('the wrong passphrase before any write', async () => {
      const stack = await deployer.stack('demo');
      const passphrase = stack.workspace.envVars['PULUMI_CONFIG_PASSPHRASE'] ?? '';
      const before = readFileSync(join(setup.checkout.folder, 'Pulumi.demo.yaml'), 'utf8');
      stack.workspace.envVars['PULUMI_CONFIG_PASSPHRASE'] = 'wrong';
      const message = await messageOf(deployer.up('demo'));
      stack.workspace.envVars['PULUMI_CONFIG_PASSPHRASE'] = passphrase;
      expect(message).toContain('incorrect passphrase');
      expect(readFileSync(join(setup.checkout.folder, 'Pulumi.demo.yaml'), 'utf8')).toBe(before);
      expect(await setup.world.cluster.get('v1', 'Namespace', demo.namespace)).toBeUndefined();
    }, 60_000);

    it('a namespace that is being deleted, with the advice to wait', async () => {
      const { cluster } = setup.world;
      const held: ClusterObject = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'held', namespace: demo.namespace, finalizers: ['example.com/held'] },
      };
      await cluster.apply(namespace);
      await cluster.apply(held);
      await cluster.delete('v1', 'Namespace', demo.namespace);
      const message = await messageOf(deployer.up('demo'));
      expect(message).toContain('The namespace demo is being deleted: wait until it is gone');
      await cluster.apply({ ...held, metadata: { ...held.metadata, finalizers: [] } });
      while (await cluster.get('v1', 'Namespace', demo.namespace))
        await new Promise((resolve) => setTimeout(resolve, 200));
    }, 120_000);

    it('objects that exist already, until they are adopted; then they stay as they are until they are changed', async () => {
      const { cluster } = setup.world;
      const pullSecret: ClusterObject = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: application.pullSecret, namespace: demo.namespace },
        type: 'kubernetes.io/dockerconfigjson',
        stringData: { '.dockerconfigjson': '{"auths":{}}' },
      };
      const login = async () => {
        const secret = await cluster.get('v1', 'Secret', application.pullSecret, demo.namespace);
        return Buffer.from(secret?.['data']['.dockerconfigjson'], 'base64').toString();
      };
      await cluster.apply(existing);
      await cluster.apply(namespace);
      await cluster.apply(pullSecret);
      expect(await messageOf(deployer.up('demo'))).toContain(
        "add adopt: ['Namespace/demo'] to environments/demo.ts",
      );

      const adopt = `adopt: ['Application/${demo.application}', 'Namespace/demo', 'Secret/${application.pullSecret}'],`;
      await setup.checkout.edit('environments/demo.ts', "timeout: '10m',", `timeout: '10m', ${adopt}`);
      await deployer.up('demo');
      expect((await readApplication(setup))['spec'].source.repoURL).toBe(existing['spec'].source.repoURL);
      expect(await login()).toBe('{"auths":{}}');

      await setup.checkout.edit('environments/demo.ts', ` ${adopt}`, '');
      await deployer.up('demo');
      expect((await readApplication(setup))['status'].sync).toMatchObject({
        status: 'Synced',
        revision: '1.0.76',
      });
      expect(await login()).toContain(setup.world.registry.password);
    }, 180_000);

    it('a cluster without Argo CD, with the advice to install it', async () => {
      const { cluster } = setup.world;
      for (const name of ['applications.argoproj.io', 'appprojects.argoproj.io']) {
        await cluster.delete('apiextensions.k8s.io/v1', 'CustomResourceDefinition', name);
      }
      await deployer.stack('demo-staging');
      const message = await messageOf(deployer.up('demo-staging'));
      expect(message).toContain('Argo CD is not installed in this cluster: install it');
      expect(message).not.toMatch(stackTrace);
    }, 180_000);
  },
);
