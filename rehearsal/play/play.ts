import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { findEnvironment, type Pipeline } from '../../model/pipeline.ts';
import { imageTag } from '../../model/version.ts';

import { findRepository } from '../github/state.ts';
import type { World } from '../world/index.ts';
import type { Checkout } from './checkout.ts';
import type { Commands } from './commands.ts';
import { DeployError, type Deployer } from './deployers/deployer.ts';
import { PlayError } from './play-error.ts';
import { promoteRelease, type Release, short, stageRelease } from './release.ts';
import { explainUnhealthy, readRunning } from './running.ts';
import { askStatus, move, refuse, test } from './steps.ts';
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
async function assertRuns({ world, pipeline }: Stage, stack: string, release: Release): Promise<string> {
  const environment = findEnvironment(pipeline, stack);
  const { deployments, available, tags, digests } = await readRunning(world.cluster, environment);
  const shown = `${available} of ${deployments} Deployments available, images ${tags.join(', ')}`;
  const isRelease =
    tags.join() === imageTag(release.version) && digests.join() === release.images.toSorted().join();
  if (deployments === 0 || available < deployments || !isRelease) {
    throw new PlayError(`${stack} should run ${release.version}, but runs: ${shown}`);
  }
  return `${stack} runs ${release.version}: ${shown}, each by the digest that the chart ${short(release.digest)} locks`;
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
    detail(await assertRuns(stage, stack, release));
  });
}

/** What follows a range needs no `up`: Argo CD brings the newest release, as soon as it looks again. */
async function follow(stage: Stage, stack: string, release: Release): Promise<void> {
  const { timeline, world, pipeline } = stage;
  const { application: name } = findEnvironment(pipeline, stack);
  const { namespace } = pipeline.application.argocd;
  const annotations = { 'argocd.argoproj.io/refresh': 'hard' };
  await timeline.step('follow', `Argo CD, for ${stack}`, async (detail) => {
    const kind = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' };
    await world.cluster.apply({ ...kind, metadata: { name, namespace, annotations } }, 'rehearsal-refresh');
    const deadline = Date.now() + 120_000;
    for (;;) {
      const runs = await assertRuns(stage, stack, release).catch((error: unknown) =>
        Date.now() < deadline ? undefined : Promise.reject(error),
      );
      if (runs !== undefined) return detail(runs);
      await sleep(500);
    }
  });
}

/** Somebody writes a version into the stack's file past all verbs: the program itself refuses it. */
async function refuseByHand({ timeline, deployer, checkout }: Stage, stack: string, version: string) {
  await timeline.step('by hand', `Pulumi.${stack}.yaml, then ${deployer.command(stack)}`, async (detail) => {
    const { before, after } = await checkout.setPin(stack, version);
    detail(`- ${before}`);
    detail(`+ ${after}`);
    const said = await deployer.up(stack).then(
      () => {
        throw new PlayError(`${version} was let into ${stack}`);
      },
      (error: unknown) => (error instanceof DeployError ? error.message : Promise.reject(error)),
    );
    const why = said.split('\n').find((line) => line.includes(': e2e: '));
    if (why === undefined) throw new PlayError(`it was refused for another reason:\n${said}`);
    detail(`refused: ${why.trim()}`);
    await checkout.git('checkout', '--quiet', '--', `Pulumi.${stack}.yaml`);
  });
}

/** A fix on a branch of its own, which raises the version there and lands on main. */
async function fix({ timeline, checkout, commands }: Stage, what: string, version: string): Promise<void> {
  const branch = `fix/${what.replaceAll(' ', '-')}`;
  await timeline.step('bump', `pipeline version bump, on ${branch}`, async (detail) => {
    await checkout.git('switch', '--quiet', '--create', branch);
    await checkout.edit(
      'CHANGELOG.md',
      '## [Unreleased]',
      `## [Unreleased]\n\n## [${version}]\n\n- Fix: ${what}.`,
    );
    await checkout.commit(`fix(core): ${what}`);
    const bumped = z.object({ from: z.string(), version: z.string() });
    const { from, version: to } = await commands.pipeline(bumped, 'version', 'bump');
    detail(`${from} -> ${to}, committed on the branch`);
    await checkout.git('switch', '--quiet', 'main');
    await checkout.git('merge', '--quiet', '--ff-only', branch);
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

/** Tags the release: its version is used. */
async function cut(stage: Stage, { version }: Release): Promise<void> {
  const { timeline, commands } = stage;
  const tag = imageTag(version);
  await timeline.step('cut', `pipeline cut --version ${version} --push`, async (detail) => {
    await commands.pipeline(z.unknown(), 'cut', '--version', version, '--push');
    await showTag(stage, tag);
    detail(`${tag}, pushed with its branch`);
  });
}

/** Tells GitHub of the release, and the repositories that deploy it. */
async function announce({ timeline, commands, pipeline, world }: Stage): Promise<void> {
  const { owner, name } = pipeline.application.repository;
  const repository = findRepository(world.github.state, `${owner}/${name}`);
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

const toDemo = (version: string, ...more: readonly string[]) =>
  ['promote', '--to', 'demo', '--version', version, ...more] as const;

/** A release whose tests fail in staging goes nowhere. */
async function playBroken(stage: Stage): Promise<void> {
  await fix(stage, 'retry a login', '1.0.77');
  const broken = await stageRelease(stage, '1.0.77');
  await cut(stage, broken);
  await follow(stage, 'demo-staging', broken);
  const e2e = ['e2e', '--environment', 'demo-staging', '--version', broken.version] as const;
  await refuse(stage, 'e2e', /^login +failed/, ...e2e);
  await refuse(stage, 'promote', /^e2e +refused/, ...toDemo(broken.version));
  if (stage.deployer.pulumi !== undefined)
    await refuseByHand(stage, 'demo', `${broken.version}@${broken.digest}`);
}

/** A release that is proven, from its build to demo; on its way somebody moves a tag. */
async function playGood(stage: Stage): Promise<Release> {
  const { commands, pipeline, timeline } = stage;
  await fix(stage, 'check the password again', '1.0.78');
  const release = await stageRelease(stage, '1.0.78');
  await follow(stage, 'demo-staging', release);
  await test(stage, release);
  await promoteRelease(stage, release);
  await cut(stage, release);
  await announce(stage);
  const core = pipeline.application.images['core'] ?? '';
  const [tag, older] = [imageTag(release.version), imageTag('1.0.76')];
  await timeline.step('move', `${core}:${tag} to what ${older} is`, () => commands.moveTag(core, older, tag));
  await refuse(stage, 'promote', /^lock +refused/, ...toDemo(release.version));
  await timeline.step('move', `${core}:${tag} back`, () => commands.moveTag(core, release.version, tag));
  await move(stage, 'promote', ...toDemo(release.version));
  await up(stage, 'demo', release);
  return release;
}

/** A release that goes to demo without staging, with a reason. */
async function playHotfix(stage: Stage): Promise<void> {
  await fix(stage, 'close the door', '1.0.79');
  const hotfix = await stageRelease(stage, '1.0.79');
  await promoteRelease(stage, hotfix);
  await refuse(stage, 'promote', /^e2e +refused/, ...toDemo(hotfix.version));
  await move(stage, 'hotfix', ...toDemo(hotfix.version, '--hotfix', '--reason', 'strangers can log in'));
  await up(stage, 'demo', hotfix);
}

/**
 * Plays the pipeline: a release that is proven, one whose tests fail, one that is rolled back and stays away, and a
 * hotfix. After each step it asserts what really runs in the cluster.
 *
 * @throws PlayError when something else runs, or a step fails
 */
export async function play(stage: Stage): Promise<void> {
  const first = await stageRelease(stage, '1.0.76');
  await promoteRelease(stage, first);
  await up(stage, 'demo-staging', first);
  await test(stage, first);
  await move(stage, 'promote', ...toDemo(first.version));
  await up(stage, 'demo', first);
  await playBroken(stage);
  const release = await playGood(stage);
  if (stage.deployer.pulumi !== undefined) {
    await move(stage, 'rollback', 'rollback', 'demo', '--reason', 'sessions are lost');
    await up(stage, 'demo', first);
    await refuse(stage, 'promote', /^rejection +refused/, ...toDemo(release.version));
  }
  await playHotfix(stage);
  await askStatus(stage);
}
