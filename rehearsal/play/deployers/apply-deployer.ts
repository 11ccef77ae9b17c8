import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { parse } from 'yaml';
import { patchAnnotation } from '../../../charts-synth/patch-annotation.ts';
import { mapTexts, revealSecrets } from '../../../charts-synth/secret-ref.ts';
import { findEnvironment, type Pipeline } from '../../../model/pipeline.ts';
import type { Cluster, ClusterObject } from '../../world/cluster.ts';
import type { World } from '../../world/index.ts';
import type { Checkout } from '../checkout.ts';
import { unmetConditions } from './conditions.ts';
import { DeployError, type Deployer, type StackSecrets } from './deployer.ts';

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const seconds = (duration: string) => Number.parseInt(duration, 10) * (units[duration.at(-1) ?? 's'] ?? 1);

const kindOrder = ['Namespace', 'AppProject', 'Secret', 'ConfigMap', 'NetworkPolicy', 'Application'];

const annotationsOf = ({ metadata }: ClusterObject) =>
  (metadata['annotations'] ?? {}) as Readonly<Record<string, string>>;

async function waitForApplication(
  cluster: Cluster,
  application: ClusterObject,
  timeout: number,
): Promise<void> {
  const { name, namespace } = application.metadata;
  const deadline = Date.now() + timeout * 1000;
  for (;;) {
    const live = await cluster.get(application.apiVersion, application.kind, name, namespace);
    const unmet =
      live === undefined
        ? [`Application ${name} to exist`]
        : unmetConditions(live, annotationsOf(application)['pulumi.com/waitFor'] ?? '[]');
    if (unmet.length === 0) return;
    if (Date.now() > deadline) throw new DeployError(`timed out waiting for ${unmet.join(', ')}`);
    await sleep(500);
  }
}

const stackConfig = ({ registry, github }: World) => ({
  'github:baseUrl': github.url,
  ghcrUsername: registry.username,
  ghcrToken: { secure: 'set in the rehearsal' },
});

/**
 * Deploys without Pulumi: applies the objects that `cdk8s synth` prints, with the secrets filled in, by server-side
 * apply.
 */
export async function createApplyDeployer(
  world: World,
  checkout: Checkout,
  pipeline: Pipeline,
  secrets: StackSecrets,
): Promise<Deployer> {
  const { registry, github } = world;
  const values: StackSecrets = { ...secrets, ghcrToken: registry.password, deployEventToken: github.token };
  for (const { name } of pipeline.environments) await checkout.addConfig(name, stackConfig(world));
  return {
    command: (stack) => `cdk8s synth, then server-side apply of dist/${stack}`,
    notRehearsed: [
      'the GitHub Environments, their secrets and protection rules',
      "Pulumi's state, preview and protection",
      'the gates in the Pulumi program, and the rollback, which needs its deployment history',
    ],
    up: async (stack) => {
      const environment = findEnvironment(pipeline, stack);
      const run = {
        cwd: checkout.folder,
        preferLocal: true,
        localDir: checkout.folder,
        reject: false,
        all: true,
      } as const;
      const synth = await execa('node', ['charts-synth/main.ts'], run);
      if (synth.failed) throw new DeployError(synth.all);
      const folder = join(checkout.folder, 'dist', stack);
      const objects = readdirSync(folder)
        .filter((name) => name !== 'values.yaml')
        .map((name) => parse(readFileSync(join(folder, name), 'utf8')))
        .map(
          (object) =>
            mapTexts(object, (text) => revealSecrets(text, (key) => values[key] ?? '')) as ClusterObject,
        )
        .sort((a, b) => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind));
      for (const object of objects) {
        const isPatch = patchAnnotation in annotationsOf(object);
        await world.cluster.apply(object, isPatch ? `release-pipeline-${stack}` : undefined);
      }
      const application = objects.find(({ kind }) => kind === 'Application');
      if (application === undefined) throw new DeployError(`dist/${stack} has no Application`);
      await waitForApplication(world.cluster, application, seconds(environment.timeout));
      return `${objects.length} objects applied`;
    },
  };
}
