import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { imageTag } from '../../environments/pin.ts';
import { type Environment, findEnvironment, type Pipeline } from '../../environments/schema.ts';
import { findRepository } from '../github/state.ts';
import type { World } from '../world/index.ts';
import type { Checkout } from './checkout.ts';
import type { Commands } from './commands.ts';
import { DeployError, type Deployer } from './deployer.ts';
import { PlayError } from './play-error.ts';
import { promoteRelease, type Release, short, stageRelease } from './release.ts';
import { explainUnhealthy, readRunning } from './running.ts';
import type { Timeline } from './timeline.ts';

export interface Stage {
  readonly world: World;
  readonly checkout: Checkout;
  readonly pipeline: Pipeline;
  readonly commands: Commands;
  readonly deployer: Deployer;
  readonly timeline: Timeline;
}

/** Asserts that exactly the images run that the release's chart locks, in Deployments that are all available. */
async function assertRuns({ world }: Stage, environment: Environment, release: Release): Promise<string> {
  const { deployments, available, tags, digests } = await readRunning(world.cluster, environment);
  const shown = `${available} of ${deployments} Deployments available, images ${tags.join(', ')}`;
  const isRelease =
    tags.join() === imageTag(release.version) && digests.join() === release.images.toSorted().join();
  if (deployments === 0 || available < deployments || !isRelease) {
    throw new PlayError(`${environment.name} should run ${release.version}, but runs: ${shown}`);
  }
  return `${shown}, each by the digest that the chart ${short(release.digest)} locks`;
}

async function up(stage: Stage, stack: string, release: Release): Promise<void> {
  const { timeline, deployer, world, pipeline } = stage;
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
    detail(`${environment.name} runs ${release.version}: ${await assertRuns(stage, environment, release)}`);
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
    await checkout.commit(`${step}: ${stack} ${version}`);
    if (before !== after) {
      detail(`- ${before}`);
      detail(`+ ${after}`);
    }
  });
}

/** A fix on a branch of its own, which raises the version there and lands on main. */
async function fix({ timeline, checkout, commands }: Stage): Promise<void> {
  await timeline.step('bump', 'pipeline version bump, on fix/retry-login', async (detail) => {
    await checkout.git('switch', '--quiet', '--create', 'fix/retry-login');
    await checkout.edit(
      'CHANGELOG.md',
      '## [Unreleased]',
      '## [Unreleased]\n\n## [1.0.77]\n\n- Retry a login that times out.',
    );
    await checkout.commit('fix(core): retry a login that times out');
    const bumped = z.object({ from: z.string(), version: z.string() });
    const { from, version } = await commands.pipeline(bumped, 'version', 'bump');
    detail(`${from} -> ${version}, committed on the branch`);
    await checkout.git('switch', '--quiet', 'main');
    await checkout.git('merge', '--quiet', '--ff-only', 'fix/retry-login');
  });
}

/** GitHub comes to know of a tag by the push to origin; the stand-in is told. */
async function showTag({ checkout, world, pipeline }: Stage, tag: string): Promise<void> {
  const { owner, name } = pipeline.application.repository;
  const sha = await checkout.git('rev-parse', tag);
  const commit = await checkout.git('rev-parse', `${tag}^{commit}`);
  findRepository(world.github.state, `${owner}/${name}`)?.refs.set(`refs/tags/${tag}`, {
    type: 'tag',
    sha,
    object: { type: 'commit', sha: commit },
  });
}

/** Tags the release, and tells GitHub and the repositories that deploy it. */
async function announce(stage: Stage, { version }: Release): Promise<void> {
  const { timeline, commands, pipeline, world } = stage;
  const { owner, name } = pipeline.application.repository;
  const repository = findRepository(world.github.state, `${owner}/${name}`);
  const tag = imageTag(version);
  await timeline.step('cut', `pipeline cut --version ${version} --push`, async (detail) => {
    await commands.pipeline(z.unknown(), 'cut', '--version', version, '--push');
    await showTag(stage, tag);
    detail(`${tag}, pushed with its branch`);
  });
  await timeline.step('release', 'pipeline release create', async (detail) => {
    const { url } = await commands.pipeline(z.object({ url: z.string() }), 'release', 'create');
    detail(`${url}, with its notes and every digest`);
  });
  const target = `${owner}/${name}`;
  await timeline.step('dispatch', `pipeline release dispatch --repository ${target}`, async (detail) => {
    await commands.pipeline(z.unknown(), 'release', 'dispatch', '--repository', target);
    const event = join(world.folder, 'event.json');
    const sent = repository?.dispatches.at(-1);
    await writeFile(event, JSON.stringify({ client_payload: sent?.payload }));
    const { pin } = await commands.pipeline(z.object({ pin: z.string() }), 'release', 'receive', event);
    detail(`received there, and verified: the pin is ${pin}`);
  });
}

/**
 * Plays the pipeline from a commit to a rolled-back promotion, and asserts after each step what really runs in the
 * cluster.
 *
 * @throws PlayError when something else runs, or a step fails
 */
export async function play(stage: Stage): Promise<void> {
  const before = await stageRelease(stage, '1.0.76');
  await promoteRelease(stage, before);
  await pin(stage, 'pin', 'demo', before.version);
  await up(stage, 'demo', before);
  await fix(stage);
  const release = await stageRelease(stage, '1.0.77');
  await up(stage, 'demo-staging', release);
  await promoteRelease(stage, release);
  await announce(stage, release);
  await pin(stage, 'promote', 'demo', `${release.version}@${release.digest}`);
  await up(stage, 'demo', release);
  await pin(stage, 'roll back', 'demo', before.version);
  await up(stage, 'demo', before);
}
