import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findRepository } from '../../rehearsal/github/state.ts';
import type { Deployer } from '../../rehearsal/play/deployers/deployer.ts';
import type { ClusterObject } from '../../rehearsal/world/cluster.ts';
import {
  application,
  applyDeployer,
  createTestSetup,
  demo,
  eventually,
  readApplication,
  type TestSetup,
} from '../support/test-setup.ts';

const { owner, name } = application.repository;
const { namespace } = application.argocd;
const config = 'argocd-notifications-cm';
const secret = 'argocd-notifications-secret';
const tokenKey = `${demo.application}-event-token`;

const cleanup = new AsyncDisposableStack();
let setup: TestSetup;
let deployer: Deployer;
let digest: string;

beforeAll(async () => {
  setup = await createTestSetup(cleanup, { notifications: true });
  const { cluster } = setup.world;
  const object = { apiVersion: 'v1', metadata: { name: config, namespace } };
  await cluster.apply(
    { ...object, kind: 'ConfigMap', data: { 'template.theirs': 'message: hello\n' } },
    'somebody',
  );
  deployer = await applyDeployer(setup);
  await setup.publish('1.0.76');
  digest = await setup.publish('1.0.77');
}, 120_000);
afterAll(() => cleanup.disposeAsync(), 60_000);

const events = () => findRepository(setup.world.github.state, `${owner}/${name}`)?.dispatches ?? [];
const readLog = () => readFileSync(join(setup.world.folder, 'logs', 'argocd-notifications.log'), 'utf8');

/** Deploys a pin to demo, and returns the next event that GitHub receives. */
async function deploy(pin: string) {
  const before = events().length;
  await setup.checkout.setPin('demo', pin);
  await deployer.up('demo');
  return eventually(async () => events()[before]);
}

/** Makes Argo CD compare the Application now, instead of at its next reconciliation. */
async function refresh(): Promise<void> {
  const annotation = 'argocd.argoproj.io/refresh';
  const { apiVersion, kind } = await readApplication(setup);
  const metadata = { name: demo.application, namespace, annotations: { [annotation]: 'normal' } };
  await setup.world.cluster.apply({ apiVersion, kind, metadata }, 'somebody');
  await eventually(async () => {
    const { metadata } = await readApplication(setup);
    return !(annotation in (metadata['annotations'] as object)) || undefined;
  });
}

/** Waits until the controller has processed the current Application and logged that its event was already sent. */
async function awaitAlreadySent(): Promise<void> {
  await refresh();
  const { length } = readLog();
  await refresh();
  await eventually(async () => readLog().slice(length).includes('already sent') || undefined);
}

async function dataKeys(kind: string, object: string): Promise<string[]> {
  const found = await setup.world.cluster.get('v1', kind, object, namespace);
  return Object.keys(found?.['data'] ?? {}).sort();
}

const finishedAt = ({ status }: ClusterObject): string => status.operationState.finishedAt;

describe("Argo CD's notifications controller", () => {
  it('sends GitHub an event for each deployment, also of a version that was deployed before', async () => {
    const payload = { application: demo.application, environment: 'demo', finishedAt: expect.any(String) };
    const event = (revision: string, chartVersion: string) => ({
      type: 'deployed',
      payload: { ...payload, revision, chartVersion },
    });
    expect(await deploy('1.0.76')).toEqual(event('1.0.76', '1.0.76'));
    expect(await deploy(`1.0.77@${digest}`)).toEqual(event(digest, '1.0.77'));
    expect(await deploy('1.0.76')).toEqual(event('1.0.76', '1.0.76'));
    expect(events()[2]?.payload['finishedAt']).toBe(finishedAt(await readApplication(setup)));
    expect(new Set(events().map((sent) => sent.payload['finishedAt'])).size).toBe(3);
  }, 150_000);

  it('sends each event only once, however often the Application is refreshed', async () => {
    await awaitAlreadySent();
    expect(events()).toHaveLength(3);
  });

  it('sends no event when Argo CD restores a deleted object', async () => {
    const before = finishedAt(await readApplication(setup));
    await setup.world.cluster.delete('v1', 'Service', 'serviceradar-core', demo.namespace);
    await eventually(async () => finishedAt(await readApplication(setup)) !== before || undefined);
    await awaitAlreadySent();
    expect(events()).toHaveLength(3);
  }, 90_000);

  it("does not change other owners' keys in the shared ConfigMap and Secret", async () => {
    expect(await dataKeys('ConfigMap', config)).toEqual([
      `service.webhook.${demo.application}`,
      `template.deployed-${demo.application}`,
      'template.theirs',
      `trigger.deployed-${demo.application}`,
    ]);
    expect(await dataKeys('Secret', secret)).toEqual([tokenKey]);
  });

  it('has the token only in its Secret, and not in manifests, logs, the ConfigMap or the Application', async () => {
    const { cluster, github, folder } = setup.world;
    const found = await cluster.get('v1', 'Secret', secret, namespace);
    expect(Buffer.from(found?.['data'][tokenKey], 'base64').toString()).toBe(github.token);
    const files = (at: string) =>
      readdirSync(at).map((file) => [file, readFileSync(join(at, file), 'utf8')] as const);
    const texts = [
      ...files(join(setup.checkout.folder, 'dist', 'demo')),
      ...files(join(folder, 'logs')),
      ['the ConfigMap', JSON.stringify(await cluster.get('v1', 'ConfigMap', config, namespace))] as const,
      ['the Application', JSON.stringify(await readApplication(setup))] as const,
    ];
    const holders = (text: string) => texts.filter(([, content]) => content.includes(text)).map(([at]) => at);
    expect(holders('<secret:deployEventToken:base64>')).toEqual([`Secret.${secret}.yaml`]);
    expect(holders(github.token)).toEqual([]);
    expect(holders(Buffer.from(github.token).toString('base64').slice(0, -4))).toEqual([]);
  });
});
