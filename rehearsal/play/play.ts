import { join } from 'node:path';
import { imageTag } from '../../environments/pin.ts';
import { type Environment, findEnvironment, type Pipeline } from '../../environments/schema.ts';
import type { World } from '../world/index.ts';
import type { ChartPublisher } from './chart-publisher.ts';
import type { Checkout } from './checkout.ts';
import { DeployError, type Deployer } from './deployer.ts';
import { PlayError } from './play-error.ts';
import { explainUnhealthy, readRunning } from './running.ts';
import type { Timeline } from './timeline.ts';

export interface Stage {
  readonly world: World;
  readonly checkout: Checkout;
  readonly pipeline: Pipeline;
  readonly publisher: ChartPublisher;
  readonly deployer: Deployer;
  readonly timeline: Timeline;
}

const short = (digest: string) => digest.slice(0, 'sha256:'.length + 12);

async function publish({ timeline, publisher, checkout, pipeline }: Stage, version: string): Promise<string> {
  const { chart } = pipeline.application;
  return timeline.step('publish', `${chart.name} ${version} to oci://${chart.registry}`, async (detail) => {
    const digest = await publisher.publish(join(checkout.folder, chart.path), version);
    detail(short(digest));
    return digest;
  });
}

async function assertRuns({ world }: Stage, environment: Environment, version: string): Promise<string> {
  const { deployments, available, tags } = await readRunning(world.cluster, environment);
  const shown = `${available} of ${deployments} Deployments available, images ${tags.join(', ')}`;
  if (deployments === 0 || available < deployments || tags.join() !== imageTag(version)) {
    throw new PlayError(`${environment.name} should run ${version}, but runs: ${shown}`);
  }
  return shown;
}

async function up(stage: Stage, stack: string, version: string): Promise<void> {
  const { timeline, deployer, world, pipeline } = stage;
  const environment = findEnvironment(pipeline, stack);
  await timeline.step('up', deployer.command(stack), async (detail) => {
    try {
      detail(await deployer.up(stack));
    } catch (error) {
      if (!(error instanceof DeployError)) throw error;
      const reasons = await explainUnhealthy(
        world.cluster,
        pipeline.application.argocd.namespace,
        environment,
      );
      throw new PlayError([error.message, ...reasons].join('\n'));
    }
    detail(`${environment.name} runs ${version}: ${await assertRuns(stage, environment, version)}`);
  });
}

async function pin(
  { timeline, checkout }: Stage,
  step: string,
  stack: string,
  version: string,
): Promise<void> {
  await timeline.step(step, `Pulumi.${stack}.yaml`, async (detail) => {
    const { before, after } = await checkout.setPin(stack, version);
    if (before !== after) {
      detail(`- ${before}`);
      detail(`+ ${after}`);
    }
  });
}

/**
 * Plays the pipeline from published charts to a rolled-back promotion, and asserts after each step what really
 * runs in the cluster.
 *
 * @throws PlayError when something else runs, or a deployment fails
 */
export async function play(stage: Stage): Promise<void> {
  await publish(stage, '1.0.75');
  const digest = await publish(stage, '1.0.76');
  await up(stage, 'demo-staging', '1.0.76');
  await pin(stage, 'pin', 'demo', '1.0.75');
  await up(stage, 'demo', '1.0.75');
  await pin(stage, 'promote', 'demo', `1.0.76@${digest}`);
  await up(stage, 'demo', '1.0.76');
  await pin(stage, 'roll back', 'demo', '1.0.75');
  await up(stage, 'demo', '1.0.75');
}
