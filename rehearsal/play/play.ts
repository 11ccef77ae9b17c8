import { imageTag } from '../../model/version.ts';
import type { RehearsalContext } from './context.ts';
import { awaitFollowedRelease, deployRelease, expectManualPinRefused } from './deploy.ts';
import {
  announceRelease,
  cutRelease,
  mergeFix,
  promoteRelease,
  type Release,
  stageRelease,
} from './release.ts';
import { changePin, expectRefusal, showStatus, testStaging } from './verbs.ts';

const promoteToDemo = (version: string, ...options: readonly string[]) =>
  ['promote', '--to', 'demo', '--version', version, ...options] as const;

/** A release whose tests fail in staging is not promoted. */
async function playFailingRelease(context: RehearsalContext): Promise<void> {
  await mergeFix(context, 'retry a login', '1.0.77');
  const release = await stageRelease(context, '1.0.77');
  await cutRelease(context, release);
  await awaitFollowedRelease(context, 'demo-staging', release);
  const e2e = ['e2e', '--environment', 'demo-staging', '--version', release.version] as const;
  await expectRefusal(context, 'e2e', /^login +failed/, ...e2e);
  await expectRefusal(context, 'promote', /^e2e +refused/, ...promoteToDemo(release.version));
  if (context.deployer.pulumi !== undefined)
    await expectManualPinRefused(context, 'demo', `${release.version}@${release.digest}`);
}

/** A release that passes its tests goes from its build to demo. Meanwhile one of its image tags is moved and restored. */
async function playPassingRelease(context: RehearsalContext): Promise<Release> {
  const { commands, pipeline, timeline } = context;
  await mergeFix(context, 'check the password again', '1.0.78');
  const release = await stageRelease(context, '1.0.78');
  await awaitFollowedRelease(context, 'demo-staging', release);
  await testStaging(context, release);
  await promoteRelease(context, release);
  await cutRelease(context, release);
  await announceRelease(context);
  const core = pipeline.application.images['core'] ?? '';
  const [tag, olderTag] = [imageTag(release.version), imageTag('1.0.76')];
  await timeline.step('move', `${core}:${tag} to the image of ${olderTag}`, () =>
    commands.moveTag(core, olderTag, tag),
  );
  await expectRefusal(context, 'promote', /^lock +refused/, ...promoteToDemo(release.version));
  await timeline.step('move', `${core}:${tag} back to its own image`, () =>
    commands.moveTag(core, release.version, tag),
  );
  await changePin(context, 'promote', ...promoteToDemo(release.version));
  await deployRelease(context, 'demo', release);
  return release;
}

/** A release that goes to demo without a test in staging, with a stated reason. */
async function playHotfix(context: RehearsalContext): Promise<void> {
  await mergeFix(context, 'require a login', '1.0.79');
  const hotfix = await stageRelease(context, '1.0.79');
  await promoteRelease(context, hotfix);
  await expectRefusal(context, 'promote', /^e2e +refused/, ...promoteToDemo(hotfix.version));
  const reason = ['--hotfix', '--reason', 'strangers can log in'];
  await changePin(context, 'hotfix', ...promoteToDemo(hotfix.version, ...reason));
  await deployRelease(context, 'demo', hotfix);
}

/**
 * Plays the whole pipeline: a release that passes its tests, one that fails them, a rollback of a release that is then
 * refused, and a hotfix. Checks after each deployment what the cluster runs.
 *
 * @throws PlayError when a step fails or something else runs
 */
export async function play(context: RehearsalContext): Promise<void> {
  const first = await stageRelease(context, '1.0.76');
  await promoteRelease(context, first);
  await deployRelease(context, 'demo-staging', first);
  await testStaging(context, first);
  await changePin(context, 'promote', ...promoteToDemo(first.version));
  await deployRelease(context, 'demo', first);
  await playFailingRelease(context);
  const release = await playPassingRelease(context);
  if (context.deployer.pulumi !== undefined) {
    await changePin(context, 'rollback', 'rollback', 'demo', '--reason', 'sessions are lost');
    await deployRelease(context, 'demo', first);
    await expectRefusal(context, 'promote', /^rejection +refused/, ...promoteToDemo(release.version));
  }
  await playHotfix(context);
  await showStatus(context);
}
