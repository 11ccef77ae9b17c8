import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { ClusterObject } from '../../rehearsal/world/cluster.ts';
import {
  application,
  applyDeployer,
  demo,
  eventually,
  readApplication,
  setStage,
  type TestStage,
} from '../support/stage.ts';

const cleanup = new AsyncDisposableStack();
let stage: TestStage;

beforeAll(async () => {
  stage = await setStage(cleanup);
  await stage.publish('1.0.76');
  await (await applyDeployer(stage)).up('demo');
}, 120_000);
afterAll(() => cleanup.disposeAsync(), 60_000);

/** The same Application under another name, changed. */
async function variantOf(
  name: string,
  change: (spec: ClusterObject['spec']) => void,
): Promise<ClusterObject> {
  const { spec } = structuredClone(await readApplication(stage));
  change(spec);
  const { namespace } = application.argocd;
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name, namespace }, spec };
}

/** What Argo CD says of an Application that it does not accept. */
async function refusalOf(object: ClusterObject): Promise<string> {
  await stage.world.cluster.apply(object);
  return eventually(async () => {
    const { apiVersion, kind, metadata } = object;
    const now = await stage.world.cluster.get(apiVersion, kind, metadata.name, metadata.namespace);
    const conditions: { message: string }[] = now?.['status']?.conditions ?? [];
    return conditions[0]?.message;
  });
}

describe('Argo CD, with the objects of demo', () => {
  it('does not rewrite the Application: what was applied is what is there', async () => {
    const printed = join(stage.checkout.folder, 'dist', 'demo', `Application.${demo.application}.yaml`);
    expect((await readApplication(stage))['spec']).toEqual(parse(readFileSync(printed, 'utf8')).spec);
  });

  it('runs the version that is pinned', async () => {
    expect((await readApplication(stage))['status'].sync).toMatchObject({
      status: 'Synced',
      revision: '1.0.76',
    });
  });

  it('forbids another namespace', async () => {
    const elsewhere = await variantOf('elsewhere', (spec) => {
      spec.destination.namespace = 'demo-staging';
    });
    expect(await refusalOf(elsewhere)).toMatch(
      /destination.*demo-staging.*not match any of the allowed destinations/s,
    );
  });

  it('forbids another repository', async () => {
    const foreign = await variantOf('foreign', (spec) => {
      spec.source.repoURL = 'ghcr.io/somebody-else/charts';
    });
    expect(await refusalOf(foreign)).toMatch(/ghcr\.io\/somebody-else\/charts is not permitted in project/);
  });

  it('reads the registry with the credentials of the project, and not without', async () => {
    for (const id of ['chart-repository', 'chart-oci']) {
      await stage.world.cluster.delete(
        'v1',
        'Secret',
        `${demo.application}-${id}`,
        application.argocd.namespace,
      );
    }
    await stage.publish('1.0.77');
    const anonymous = await variantOf('anonymous', (spec) => {
      spec.source.targetRevision = '1.0.77';
    });
    expect(await refusalOf(anonymous)).toMatch(
      /401|unauthorized|basic credential not found|authentication required/i,
    );
  });
});
