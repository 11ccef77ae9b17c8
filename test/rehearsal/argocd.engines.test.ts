import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
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

const cleanup = new AsyncDisposableStack();
let setup: TestSetup;

beforeAll(async () => {
  setup = await createTestSetup(cleanup);
  await setup.publish('1.0.76');
  await (await applyDeployer(setup)).up('demo');
}, 120_000);
afterAll(() => cleanup.disposeAsync(), 60_000);

/** A copy of demo's Application with another name and a changed spec. */
async function variantOf(
  name: string,
  change: (spec: ClusterObject['spec']) => void,
): Promise<ClusterObject> {
  const { spec } = structuredClone(await readApplication(setup));
  change(spec);
  const { namespace } = application.argocd;
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name, namespace }, spec };
}

/** Applies an Application, and returns the first condition that Argo CD reports for it. */
async function applyAndReadCondition(object: ClusterObject): Promise<string> {
  await setup.world.cluster.apply(object);
  return eventually(async () => {
    const { apiVersion, kind, metadata } = object;
    const now = await setup.world.cluster.get(apiVersion, kind, metadata.name, metadata.namespace);
    const conditions: { message: string }[] = now?.['status']?.conditions ?? [];
    return conditions[0]?.message;
  });
}

describe('Argo CD with the objects of demo', () => {
  it('keeps the spec of the Application exactly as it was applied', async () => {
    const printed = join(setup.checkout.folder, 'dist', 'demo', `Application.${demo.application}.yaml`);
    expect((await readApplication(setup))['spec']).toEqual(parse(readFileSync(printed, 'utf8')).spec);
  });

  it('syncs the pinned version', async () => {
    expect((await readApplication(setup))['status'].sync).toMatchObject({
      status: 'Synced',
      revision: '1.0.76',
    });
  });

  it('forbids an Application that deploys to a namespace of another environment', async () => {
    const elsewhere = await variantOf('elsewhere', (spec) => {
      spec.destination.namespace = 'demo-staging';
    });
    expect(await applyAndReadCondition(elsewhere)).toMatch(
      /destination.*demo-staging.*not match any of the allowed destinations/s,
    );
  });

  it('forbids an Application with a chart from another repository', async () => {
    const foreign = await variantOf('foreign', (spec) => {
      spec.source.repoURL = 'ghcr.io/somebody-else/charts';
    });
    expect(await applyAndReadCondition(foreign)).toMatch(
      /ghcr\.io\/somebody-else\/charts is not permitted in project/,
    );
  });

  it('cannot read the registry without the credentials of the project', async () => {
    for (const id of ['chart-repository', 'chart-oci']) {
      await setup.world.cluster.delete(
        'v1',
        'Secret',
        `${demo.application}-${id}`,
        application.argocd.namespace,
      );
    }
    await setup.publish('1.0.77');
    const anonymous = await variantOf('anonymous', (spec) => {
      spec.source.targetRevision = '1.0.77';
    });
    expect(await applyAndReadCondition(anonymous)).toMatch(
      /401|unauthorized|basic credential not found|authentication required/i,
    );
  });
});
