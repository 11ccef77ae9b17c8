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
import { createSigningKey, readVersion } from './play/steps.ts';
import { createTimeline, type Timeline } from './play/timeline.ts';
import { startWorld, type World } from './world/index.ts';

/** Example values for the secrets that the environments name. */
export const secretsOf = () =>
  Object.fromEntries(
    pipeline.environments
      .flatMap(({ secrets }) => Object.values(secrets))
      .map((key) => [key, `example-${key}`]),
  );

/** What a world must know of the pipeline that is played in it. */
export const worldOf = ({ application, environments }: Pipeline) => ({
  registryHost: registryHost(application),
  repository: `${application.repository.owner}/${application.repository.name}`,
  users: environments.flatMap(({ github }) => github.reviewers.users),
});

const createDeployer = (world: World, checkout: Checkout, timeline: Timeline) =>
  timeline.step('pulumi', 'the CLI and its providers, downloaded once when missing', async (detail) => {
    const pulumi = await findPulumi();
    if (!('missing' in pulumi)) {
      const deployer = createPulumiDeployer(pulumi, world, checkout, pipeline, secretsOf());
      for (const { name } of pipeline.environments) await deployer.stack(name);
      return deployer;
    }
    const deployer = await createApplyDeployer(world, checkout, pipeline, secretsOf());
    detail(`Without Pulumi: ${pulumi.missing}.`);
    detail(`The same objects go by server-side apply; not rehearsed: ${deployer.leavesOut.join('; ')}.`);
    return deployer;
  });

/** The environments take evidence of this key alone. */
async function trustKey(checkout: Checkout, publicKey: string): Promise<void> {
  const trust = `trust: [{ key: ${JSON.stringify(publicKey)} }],`;
  for (const [file, line] of [
    ['demo', "promotesFrom: 'demo-staging',"],
    ['demo-staging', 'follows: true,'],
  ] as const)
    await checkout.edit(`environments/${file}.ts`, line, `${line}\n  ${trust}`);
}

/** The application in staging, over HTTP: the version that the cluster runs. 1.0.77 lets everybody in. */
async function startApplication(world: World, cleanup: AsyncDisposableStack) {
  const { serviceradarAdminPassword: password = '' } = secretsOf();
  const { url, stop } = await createApplicationStandIn({
    version: () => readVersion({ world, pipeline }, 'demo-staging'),
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

/** What can be played, and how it ends well. */
const plays = {
  release: {
    run: play,
    end: 'What was proven went to demo, nothing else; each step was checked in the cluster.',
  },
  migration: { run: migrate, end: 'Moved to the chart; every PersistentVolumeClaim is the one that it was.' },
};

/**
 * Sets up the engines, starts a world and plays in it. Disposing `cleanup` ends it, at any time.
 *
 * @throws EngineError, PlayError when the world does not start or something else runs than was asked for
 */
export async function rehearse(cleanup: AsyncDisposableStack, which: keyof typeof plays): Promise<Rehearsal> {
  const engines = await setUpEngines();
  const timeline = createTimeline();
  timeline.title(`The release pipeline of ${pipeline.application.name}, rehearsed on this machine`);
  const world = await timeline.step(
    'world',
    'Kubernetes, Argo CD, an OCI registry and GitHub, on 127.0.0.1',
    () => startWorld({ engines, ...worldOf(pipeline) }, cleanup),
  );
  const checkout = await createCheckout();
  cleanup.defer(checkout.remove);
  const deployer = await createDeployer(world, checkout, timeline);
  const key = createSigningKey();
  await trustKey(checkout, key.publicKey);
  await checkout.commit('Set the stacks up');
  const application = await startApplication(world, cleanup);
  const commands = createCommands(engines, world, checkout, {
    ...deployer.pulumi,
    ...application,
    PIPELINE_SIGNING_KEY: key.privateKey,
  });
  try {
    await plays[which].run({ world, checkout, pipeline, commands, deployer, timeline });
  } catch (error) {
    world.assertAlive();
    throw error;
  }
  const unanswered = [...world.github.unknownRoutes, ...world.proxy.refused];
  if (unanswered.length > 0) timeline.note(`Asked for, and not there: ${unanswered.join(', ')}`);
  timeline.title(plays[which].end);
  return { world, checkout };
}
