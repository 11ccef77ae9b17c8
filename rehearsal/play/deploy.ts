import { setTimeout as sleep } from 'node:timers/promises';
import { findEnvironment } from '../../model/pipeline.ts';
import { imageTag } from '../../model/version.ts';
import type { RehearsalContext } from './context.ts';
import { DeployError } from './deployers/deployer.ts';
import { PlayError } from './play-error.ts';
import { type Release, shortDigest } from './release.ts';
import { explainUnhealthy, readRunning } from './running.ts';

/**
 * Checks in the cluster that an environment runs exactly the images that the release's chart locks, and that all its
 * Deployments are available.
 *
 * @returns a line that says what runs
 * @throws PlayError when something else runs
 */
async function assertRuns(
  { world, pipeline }: RehearsalContext,
  stack: string,
  release: Release,
): Promise<string> {
  const environment = findEnvironment(pipeline, stack);
  const { deployments, available, tags, digests } = await readRunning(world.cluster, environment);
  const state = `${available} of ${deployments} Deployments available, images ${tags.join(', ')}`;
  const isRelease =
    tags.join() === imageTag(release.version) && digests.join() === release.images.toSorted().join();
  if (deployments === 0 || available < deployments || !isRelease) {
    throw new PlayError(`${stack} should run ${release.version}, but has ${state}`);
  }
  return `${stack} runs ${release.version}: ${state}, all digests locked by chart ${shortDigest(release.digest)}`;
}

/**
 * Deploys a stack, and checks in the cluster that it runs the release.
 *
 * @throws PlayError with the reasons when the deployment fails or something else runs
 */
export async function deployRelease(
  context: RehearsalContext,
  stack: string,
  release: Release,
): Promise<void> {
  const { timeline, deployer, world, pipeline } = context;
  const environment = findEnvironment(pipeline, stack);
  await timeline.step('up', deployer.command(stack), async (detail) => {
    try {
      detail(await deployer.up(stack));
    } catch (error) {
      if (!(error instanceof DeployError)) throw error;
      const { namespace } = pipeline.application.argocd;
      const reasons = await explainUnhealthy(world.cluster, namespace, environment);
      throw new PlayError([error.message, ...reasons].join('\n'));
    }
    detail(await assertRuns(context, stack, release));
  });
}

/**
 * Waits until an environment that follows a version range runs the release. It needs no `up`: Argo CD deploys the
 * newest release when it next refreshes, which is triggered here.
 */
export async function awaitFollowedRelease(
  context: RehearsalContext,
  stack: string,
  release: Release,
): Promise<void> {
  const { timeline, world, pipeline } = context;
  const { application: name } = findEnvironment(pipeline, stack);
  const { namespace } = pipeline.application.argocd;
  const annotations = { 'argocd.argoproj.io/refresh': 'hard' };
  await timeline.step('follow', `Argo CD deploys the newest release to ${stack}`, async (detail) => {
    const kind = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' };
    await world.cluster.apply({ ...kind, metadata: { name, namespace, annotations } }, 'rehearsal-refresh');
    const deadline = Date.now() + 120_000;
    for (;;) {
      const state = await assertRuns(context, stack, release).catch((error: unknown) =>
        Date.now() < deadline ? undefined : Promise.reject(error),
      );
      if (state !== undefined) return detail(state);
      await sleep(500);
    }
  });
}

/**
 * Writes a version into the stack's file by hand, without `pipeline promote`, and checks that `up` itself refuses it
 * for its missing test result.
 */
export async function expectManualPinRefused(
  { timeline, deployer, checkout }: RehearsalContext,
  stack: string,
  version: string,
): Promise<void> {
  const what = `edit Pulumi.${stack}.yaml, then ${deployer.command(stack)}`;
  await timeline.step('by hand', what, async (detail) => {
    const { before, after } = await checkout.setPin(stack, version);
    detail(`- ${before}`);
    detail(`+ ${after}`);
    const message = await deployer.up(stack).then(
      () => {
        throw new PlayError(`${version} was deployed to ${stack} although it is not tested`);
      },
      (error: unknown) => (error instanceof DeployError ? error.message : Promise.reject(error)),
    );
    const reason = message.split('\n').find((line) => line.includes(': e2e: '));
    if (reason === undefined)
      throw new PlayError(`${version} was refused for another reason than its tests:\n${message}`);
    detail(`refused: ${reason.trim()}`);
    await checkout.git('checkout', '--quiet', '--', `Pulumi.${stack}.yaml`);
  });
}
