import { pipeline } from '../environments/index.ts';
import { registryHost } from '../model/application.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { createApplicationStandIn } from './application/server.ts';
import { setUpEngines } from './engines/index.ts';
import { type Checkout, createCheckout } from './play/checkout.ts';
import { createCommands } from './play/commands.ts';
import { createApplyDeployer } from './play/deployers/apply-deployer.ts';
import { findPulumi } from './play/deployers/pulumi-cli.ts';
import { createPulumiDeployer } from './play/deployers/pulumi-deployer.ts';
import { migrate } from './play/migrate.ts';
import { play } from './play/play.ts';
import { readRunningVersion } from './play/running.ts';
import { createSigningKey } from './play/signing-key.ts';
import { createTimeline, type Timeline } from './play/timeline.ts';
import { startWorld, type World } from './world/index.ts';

/** Example values for the secrets of all environments, by config key. */
export const exampleSecrets = () =>
  Object.fromEntries(
    pipeline.environments
      .flatMap(({ secrets }) => Object.values(secrets))
      .map((key) => [key, `example-${key}`]),
  );

/** The settings of a world in which this pipeline can run. */
export const worldSettings = ({ application, environments }: Pipeline) => ({
  registryHost: registryHost(application),
  repository: `${application.repository.owner}/${application.repository.name}`,
  users: environments.flatMap(({ github }) => github.reviewers.users),
});

const createDeployer = (world: World, checkout: Checkout, timeline: Timeline) =>
  timeline.step('pulumi', 'the Pulumi CLI and its providers (downloaded once if missing)', async (detail) => {
    const pulumi = await findPulumi();
    if (pulumi.faults === undefined) {
      const deployer = createPulumiDeployer(pulumi.value, world, checkout, pipeline, exampleSecrets());
      for (const { name } of pipeline.environments) await deployer.stack(name);
      return deployer;
    }
    const deployer = await createApplyDeployer(world, checkout, pipeline, exampleSecrets());
    for (const { what } of pulumi.faults) detail(`Without Pulumi: ${what}.`);
    detail(
      `The same objects are deployed by server-side apply. Not rehearsed: ${deployer.notRehearsed.join('; ')}.`,
    );
    return deployer;
  });

/** Edits the environments so that they accept only evidence that this key signed. */
async function trustKey(checkout: Checkout, publicKey: string): Promise<void> {
  const trust = `trust: [{ key: ${JSON.stringify(publicKey)} }],`;
  for (const [file, line] of [
    ['demo', "promotesFrom: 'demo-staging',"],
    ['demo-staging', 'follows: true,'],
  ] as const)
    await checkout.edit(`environments/${file}.ts`, line, `${line}\n  ${trust}`);
}

/**
 * Starts the stand-in for the application in staging. It serves the version that the cluster runs; 1.0.77 accepts any
 * password.
 */
async function startStagingApplication(world: World, cleanup: AsyncDisposableStack) {
  const { serviceradarAdminPassword: password = '' } = exampleSecrets();
  const { url, stop } = await createApplicationStandIn({
    version: () => readRunningVersion({ world, pipeline }, 'demo-staging'),
    password,
    faults: { '1.0.77': { acceptsAnyPassword: true } },
  });
  cleanup.defer(stop);
  return { SERVICERADAR_CORE_URL: url, SERVICERADAR_ADMIN_PASSWORD: password };
}

export interface Rehearsal {
  readonly world: World;
  readonly checkout: Checkout;
}

/** What can be rehearsed, and the line that is printed after success. */
const plays = {
  release: {
    run: play,
    success: 'Only proven releases and the hotfix reached demo. Every deployment was checked in the cluster.',
  },
  migration: {
    run: migrate,
    success: 'demo is deployed from the chart, and every PersistentVolumeClaim was kept.',
  },
};

/**
 * Sets up the engines, starts a world and rehearses in it. Disposing `cleanup` ends everything, also halfway.
 *
 * @throws EngineError when an engine does not start or ends unexpectedly
 * @throws PlayError when a step fails or the cluster runs something else than expected
 */
export async function rehearse(cleanup: AsyncDisposableStack, which: keyof typeof plays): Promise<Rehearsal> {
  const engines = await setUpEngines();
  const timeline = createTimeline();
  timeline.title(`The release pipeline of ${pipeline.application.name}, rehearsed on this machine`);
  const world = await timeline.step(
    'world',
    'Kubernetes, Argo CD, an OCI registry and GitHub, on 127.0.0.1',
    () => startWorld({ engines, ...worldSettings(pipeline) }, cleanup),
  );
  const checkout = await createCheckout();
  cleanup.defer(checkout.remove);
  const deployer = await createDeployer(world, checkout, timeline);
  const key = createSigningKey();
  await trustKey(checkout, key.publicKey);
  await checkout.commit('Configure the stacks');
  const application = await startStagingApplication(world, cleanup);
  const commands = createCommands(engines, world, checkout, {
    ...deployer.pulumi,
    ...application,
    PIPELINE_SIGNING_KEY: key.privateKey,
  });
  try {
    await plays[which].run({ engines, world, checkout, pipeline, commands, deployer, timeline });
  } catch (error) {
    world.assertAlive();
    throw error;
  }
  const unansweredRequests = [...world.github.unknownRoutes, ...world.proxy.refused];
  if (unansweredRequests.length > 0)
    timeline.note(`Requests that no stand-in answers: ${unansweredRequests.join(', ')}`);
  timeline.title(plays[which].success);
  return { world, checkout };
}
