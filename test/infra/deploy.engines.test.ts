import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { parse } from 'yaml';
import { findEnvironment as findGitHubEnvironment } from '../../rehearsal/github/state.ts';
import { explainUnhealthy, readRunning } from '../../rehearsal/play/running.ts';
import type { ClusterObject } from '../../rehearsal/world/cluster.ts';
import {
  application,
  createTestSetup,
  demo,
  messageOf,
  pulumiDeployer,
  readApplication,
  secrets,
  type TestSetup,
  withoutPulumi,
} from '../support/test-setup.ts';

const cleanup = new AsyncDisposableStack();
let setup: TestSetup;
let deployer: ReturnType<typeof pulumiDeployer>;
const up = () => deployer.up('demo');

/** The API server does not keep an empty list. */
const withoutEmptyLists = (object: object): object =>
  JSON.parse(
    JSON.stringify(object, (_, value) => (Array.isArray(value) && value.length === 0 ? undefined : value)),
  );

/** What `cdk8s synth` prints for demo in the checkout. */
async function printed(): Promise<ClusterObject[]> {
  const { folder } = setup.checkout;
  await execa('node', ['charts-synth/main.ts'], { cwd: folder });
  const names = ['AppProject', 'Application', 'ConfigMap', 'Secret', 'Namespace', 'NetworkPolicy'];
  const { stdout } = await execa('find', [join(folder, 'dist', 'demo'), '-name', '*.yaml']);
  return stdout
    .split('\n')
    .map((path) => parse(readFileSync(path, 'utf8')))
    .filter(({ kind }) => names.includes(kind));
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

const describeWithPulumi = withoutPulumi === undefined ? describe : describe.skip;

describeWithPulumi(
  `pulumi up of demo${withoutPulumi === undefined ? '' : ` (skipped: ${withoutPulumi})`}`,
  () => {
    beforeAll(async () => {
      setup = await createTestSetup(cleanup);
      deployer = pulumiDeployer(setup);
      await setup.publish('1.0.76');
      await setup.checkout.edit('environments/demo.ts', "timeout: '10m'", "timeout: '45s'");
      await up();
    }, 180_000);
    afterAll(() => cleanup.disposeAsync(), 60_000);

    it('applies every field of every object that cdk8s synth prints', async () => {
      const objects = await printed();
      expect(objects.map(({ kind }) => kind).sort()).toEqual(
        [
          ...['AppProject', 'Application', 'ConfigMap', 'Namespace', 'NetworkPolicy'],
          ...['Secret', 'Secret', 'Secret', 'Secret'],
        ].sort(),
      );
      for (const { apiVersion, kind, metadata, stringData, data, ...others } of objects) {
        const fields = kind === 'ConfigMap' ? { ...others, data } : others;
        const live = await setup.world.cluster.get(apiVersion, kind, metadata.name, metadata.namespace);
        expect(live).toMatchObject(withoutEmptyLists({ ...fields, metadata }));
        const keys = Object.keys({ ...stringData, ...data });
        expect(Object.keys(live?.['data'] ?? {}).sort()).toEqual(keys.sort());
      }
    });

    it('puts the secrets in place', async () => {
      const secret = await setup.world.cluster.get('v1', 'Secret', application.pullSecret, demo.namespace);
      const login = JSON.parse(Buffer.from(secret?.['data']['.dockerconfigjson'], 'base64').toString());
      const { username, password } = setup.world.registry;
      expect(login).toEqual({ auths: { 'ghcr.io': { username, password } } });
    });

    it('sets up the GitHub Environment with the exact secrets', () => {
      const { owner, name } = application.repository;
      const environment = findGitHubEnvironment(setup.world.github.state, `${owner}/${name}`, 'demo');
      expect(environment?.canAdminsBypass).toBe(false);
      expect(environment?.preventSelfReview).toBe(true);
      expect(environment?.reviewers).toHaveLength(1);
      expect(
        [...(environment?.deploymentPolicies.values() ?? [])]
          .map((policy) => [policy.type, policy.name])
          .sort(),
      ).toEqual([
        ['branch', 'main'],
        ['tag', 'v*'],
      ]);
      expect(environment?.secrets.get('SERVICERADAR_ADMIN_PASSWORD')?.value.toString()).toBe(
        secrets.serviceradarAdminPassword,
      );
      expect(setup.world.github.unknownRoutes).toEqual([]);
    });

    it('changes nothing the second time', async () => {
      expect(await up()).toBe('nothing changed');
    }, 60_000);

    it('keeps the secrets out of the state and of the preview', async () => {
      const stack = await deployer.stack('demo');
      const { stdout } = await stack.preview({ diff: true });
      const state = filesIn(join(setup.world.folder, 'pulumi-state'));
      expect(state.length).toBeGreaterThan(0);
      const config = readFileSync(join(setup.checkout.folder, 'Pulumi.demo.yaml'), 'utf8');
      for (const text of [stdout, config, ...state]) {
        for (const secret of ['canary', setup.world.registry.password, setup.world.github.token]) {
          expect(text.includes(secret)).toBe(false);
          expect(text.includes(Buffer.from(secret).toString('base64').slice(0, -2))).toBe(false);
        }
      }
    }, 60_000);

    it("shares Argo CD's notifications with another environment, and neither finds a change", async () => {
      await deployer.up('demo-staging');
      expect(await up()).toBe('nothing changed');
      await (await deployer.stack('demo')).refresh();
      expect(await up()).toBe('nothing changed');
      expect(await deployer.up('demo-staging')).toBe('nothing changed');
      const { namespace } = application.argocd;
      const secret = await setup.world.cluster.get('v1', 'Secret', 'argocd-notifications-secret', namespace);
      expect(Object.keys(secret?.['data']).sort()).toEqual([
        `${demo.application}-event-token`,
        'serviceradar-demo-staging-event-token',
      ]);
    }, 120_000);

    it('removes only its own keys from the notifications with the deploy event', async () => {
      const { cluster } = setup.world;
      const { namespace } = application.argocd;
      const theirs = { 'template.theirs': 'message: hello\n' };
      const metadata = { name: 'argocd-notifications-cm', namespace };
      await cluster.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: theirs }, 'somebody');
      await setup.checkout.edit('environments/demo.ts', 'deployEvent: true', 'deployEvent: false');
      await (await deployer.stack('demo')).removeConfig('deployEventToken');
      await up();
      const config = await cluster.get('v1', 'ConfigMap', metadata.name, namespace);
      const secret = await cluster.get('v1', 'Secret', 'argocd-notifications-secret', namespace);
      expect(config?.['data']).toMatchObject(theirs);
      const left = Object.keys({ ...config?.['data'], ...secret?.['data'] });
      expect(left).toHaveLength(5);
      expect(left.filter((key) => key.includes(demo.application))).toEqual([]);
    }, 60_000);

    it('returns after a change of values only when these values run', async () => {
      await setup.checkout.edit(
        'environments/demo.ts',
        'cnpg: {',
        'services: { core: { replicas: 3 } },\n    cnpg: {',
      );
      await up();
      const core = await setup.world.cluster.get(
        'apps/v1',
        'Deployment',
        'serviceradar-core',
        demo.namespace,
      );
      expect(core?.['status'].availableReplicas).toBe(3);
    }, 120_000);

    it('fails within its limit when a version never becomes ready, says why, and does not delay the fix', async () => {
      const broken = join(setup.checkout.folder, 'broken-chart');
      cpSync(join(setup.checkout.folder, application.chart.path), broken, { recursive: true });
      const template = join(broken, 'templates', 'deployments.yaml');
      const text = readFileSync(template, 'utf8');
      writeFileSync(
        template,
        text.replace(/^( +)containers:$/m, '$1nodeSelector: { nowhere: "true" }\n$1containers:'),
      );
      await setup.publisher.publish(broken, '1.0.77');
      rmSync(broken, { recursive: true });

      await setup.checkout.setPin('demo', '1.0.77');
      const message = await messageOf(up());
      expect(message).toContain('timed out waiting for the condition');
      expect(message).toContain(
        'Argo CD did not bring serviceradar-demo-prod to Synced and Healthy within 45s',
      );
      const reasons = (await explainUnhealthy(setup.world.cluster, application.argocd.namespace, demo)).join(
        '\n',
      );
      expect(reasons).toMatch(/^Deployment serviceradar-core: its newest pods are not available$/m);
      expect(reasons).toMatch(/^Deployment serviceradar-agent: \S+: .*minimum availability/m);
      expect(reasons).toMatch(
        /Pod serviceradar-core-\S+: Unschedulable: .*didn't match Pod's node affinity\/selector/,
      );

      await setup.checkout.setPin('demo', '1.0.76');
      await up();
      expect(await readRunning(setup.world.cluster, demo)).toMatchObject({
        available: 16,
        tags: ['v1.0.76'],
      });
      expect((await readApplication(setup))['status'].sync.revision).toBe('1.0.76');
    }, 240_000);
  },
);
