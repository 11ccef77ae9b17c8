import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { pipeline } from '../../environments/index.ts';
import { findEnvironment } from '../../model/pipeline.ts';
import type { Behaviour } from '../../rehearsal/application/responses.ts';
import { createApplicationStandIn } from '../../rehearsal/application/server.ts';
import { setUpEngines } from '../../rehearsal/engines/index.ts';
import { type Commands, createCommands } from '../../rehearsal/play/commands.ts';
import { readRunning } from '../../rehearsal/play/running.ts';
import {
  application,
  createTestSetup,
  demo,
  eventually,
  messageOf,
  pulumiDeployer,
  secrets,
  type TestSetup,
  withoutPulumi,
} from '../support/test-setup.ts';

const staging = findEnvironment(pipeline, 'demo-staging');
const cleanup = new AsyncDisposableStack();
let setup: TestSetup;
let deployer: ReturnType<typeof pulumiDeployer>;
let commands: Commands;
let served: string;
const misbehaviour: Record<string, Behaviour> = {};
const digests: Record<string, string> = {};

/** Publishes a version with its images locked, as a team does without a staging branch. */
async function publish(version: string): Promise<void> {
  const { checkout } = setup;
  const from = (await checkout.git('show', 'HEAD:VERSION')).trim();
  if (from !== version) {
    await checkout.edit('VERSION', from, version);
    const chart = `${application.chart.path}/Chart.yaml`;
    for (const key of ['version', 'appVersion'])
      await checkout.edit(chart, `\n${key}: ${from}`, `\n${key}: ${version}`);
  }
  await checkout.commit(version);
  await commands.buildImages(`v${version}`);
  const { digest } = await commands.pipeline(z.object({ digest: z.string() }), 'chart', 'publish');
  digests[version] = digest;
}

async function test(version: string): Promise<void> {
  served = version;
  await commands.pipeline(z.unknown(), 'e2e', '--environment', 'demo-staging', '--version', version);
}

const toDemo = (version: string) => ['promote', '--to', 'demo', '--version', version] as const;
const tagsIn = async (environment: typeof demo) => (await readRunning(setup.world.cluster, environment)).tags;
const describeWithPulumi = withoutPulumi === undefined ? describe : describe.skip;

describeWithPulumi(
  `the gates in pulumi up${withoutPulumi === undefined ? '' : ` (skipped: ${withoutPulumi})`}`,
  () => {
    beforeAll(async () => {
      setup = await createTestSetup(cleanup, { gates: true });
      deployer = pulumiDeployer(setup);
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const standIn = await createApplicationStandIn({
        version: async () => served,
        password: secrets.serviceradarAdminPassword,
        faults: misbehaviour,
      });
      cleanup.defer(standIn.stop);
      commands = createCommands(await setUpEngines(), setup.world, setup.checkout, {
        ...deployer.pulumi,
        PIPELINE_SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        SERVICERADAR_CORE_URL: standIn.url,
        SERVICERADAR_ADMIN_PASSWORD: secrets.serviceradarAdminPassword,
      });
      await publish('1.0.76');
      await publish('1.0.77');
    }, 120_000);
    afterAll(() => cleanup.disposeAsync(), 60_000);

    it('refuse a release that was not tested, before anything is touched', async () => {
      await test('1.0.77');
      const message = await messageOf(deployer.up('demo'));
      expect(message).toContain('demo: 1.0.76: e2e: has not passed in demo-staging');
      expect(message).toContain('pipeline e2e --environment demo-staging --version 1.0.76');
      expect(message).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
      expect(await setup.world.cluster.get('v1', 'Namespace', demo.namespace)).toBeUndefined();
    }, 60_000);

    it('refuse a pin whose tag points to another digest, and show both', async () => {
      await setup.checkout.setPin('demo', `1.0.76@${digests['1.0.77']}`);
      const message = await messageOf(deployer.up('demo'));
      expect(message).toContain(
        `the tag 1.0.76 is now ${digests['1.0.76']}, but the pin is ${digests['1.0.77']}`,
      );
      await setup.checkout.setPin('demo', '1.0.76');
    }, 60_000);

    it('refuse a release that is not in the registry', async () => {
      await setup.checkout.setPin('demo', '9.9.9');
      expect(await messageOf(deployer.up('demo'))).toContain(
        'demo: 9.9.9: release: 9.9.9 is not in the registry',
      );
      await setup.checkout.setPin('demo', '1.0.76');
    }, 60_000);

    it('say in one message that the registry does not respond, before anything is touched', async () => {
      const { envVars } = (await deployer.stack('demo')).workspace;
      const proxy = envVars['HTTPS_PROXY'] ?? '';
      envVars['HTTPS_PROXY'] = 'http://127.0.0.1:9';
      const message = await messageOf(deployer.up('demo'));
      envVars['HTTPS_PROXY'] = proxy;
      expect(message).toMatch(/the gates cannot be checked: GET https:\/\/ghcr\.io\/v2\/.*ECONNREFUSED/);
      expect(message).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    }, 60_000);

    it('let a tested release pass, and only warn once it runs', async () => {
      await test('1.0.76');
      const promoted = await commands.pipeline(z.object({ text: z.string() }), ...toDemo('1.0.76'), '--up');
      expect(promoted.text).toContain('demo runs 1.0.76, Synced, Healthy and tested');
      expect(await tagsIn(demo)).toEqual(['v1.0.76']);
      await commands.pipeline(z.unknown(), 'reject', '1.0.76', '--reason', 'loses sessions');
      expect(await deployer.up('demo')).toBe('nothing changed');
      const { stdout } = await (await deployer.stack('demo')).preview();
      expect(stdout).toMatch(/rejection +warned +\S+ rejected it on \S+: loses sessions/);
      await commands.pipeline(z.unknown(), 'unreject', '1.0.76', '--reason', 'it was another one');
    }, 180_000);

    it('hold an environment that follows a range at the newest version that is not rejected, until a newer one comes', async () => {
      await commands.pipeline(z.unknown(), 'reject', '1.0.77', '--reason', 'loses sessions');
      await deployer.up('demo-staging');
      const { stdout } = await (await deployer.stack('demo-staging')).preview();
      expect(stdout).toContain('demo-staging is held at 1.0.76');
      expect(stdout).toMatch(/1\.0\.77 was rejected by \S+: loses sessions/);
      expect(await tagsIn(staging)).toEqual(['v1.0.76']);

      await publish('1.0.78');
      const metadata = {
        name: staging.application,
        namespace: application.argocd.namespace,
        annotations: { 'argocd.argoproj.io/refresh': 'hard' },
      };
      const kind = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' };
      await setup.world.cluster.apply({ ...kind, metadata }, 'test-refresh');
      await eventually(async () => ((await tagsIn(staging)).join() === 'v1.0.78' ? true : undefined));
    }, 180_000);

    it('let a rollback go back to what ran and was not rejected; it rejects the current version, and a rerun finishes it', async () => {
      await test('1.0.78');
      await commands.pipeline(z.unknown(), ...toDemo('1.0.78'), '--up');
      expect(await tagsIn(demo)).toEqual(['v1.0.78']);
      const rollback = ['rollback', 'demo', '--reason', 'loses sessions'] as const;
      const moved = z.object({ to: z.object({ version: z.string() }), text: z.string() });
      // The pin alone, as if it had died before pulumi up; then the same again, to the end.
      expect((await commands.pipeline(moved, ...rollback)).to.version).toBe('1.0.76');
      served = '1.0.76';
      const again = await commands.pipeline(moved, ...rollback, '--up');
      expect(again.to.version).toBe('1.0.76');
      expect(again.text).toContain('1.0.78 is rejected already: loses sessions');
      expect(await tagsIn(demo)).toEqual(['v1.0.76']);
      const nowhere = await commands.refused(...rollback, '--to', '1.0.78');
      expect(nowhere).toMatch(/rejection +refused +\S+ rejected it on \S+: loses sessions/);
      expect(await commands.refused(...toDemo('1.0.78'))).toMatch(/rejection +refused/);
    }, 180_000);

    it('are followed by tests, whose failure is reported with the command for a rollback', async () => {
      served = '1.0.76';
      misbehaviour['1.0.76'] = { acceptsAnyPassword: true };
      const message = await commands.refused(...toDemo('1.0.76'), '--up');
      expect(message).toContain('demo: runs 1.0.76, and its tests did not pass');
      expect(message).toContain('pipeline rollback demo --reason');
    }, 180_000);
  },
);
