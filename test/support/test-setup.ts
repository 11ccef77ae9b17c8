import { join } from 'node:path';
import { pipeline } from '../../environments/index.ts';
import { unwrap } from '../../model/checked.ts';
import { findEnvironment } from '../../model/pipeline.ts';
import { setUpEngines } from '../../rehearsal/engines/index.ts';
import { type Checkout, createCheckout } from '../../rehearsal/play/checkout.ts';
import { createApplyDeployer } from '../../rehearsal/play/deployers/apply-deployer.ts';
import type { Deployer } from '../../rehearsal/play/deployers/deployer.ts';
import { findPulumi } from '../../rehearsal/play/deployers/pulumi-cli.ts';
import { createPulumiDeployer } from '../../rehearsal/play/deployers/pulumi-deployer.ts';
import { worldSettings } from '../../rehearsal/rehearse.ts';
import { startWorld, type World, type WorldOptions } from '../../rehearsal/world/index.ts';
import { type ChartPublisher, createChartPublisher } from './chart-publisher.ts';

/** The secrets of the stacks in the tests: canary values, with characters that break careless quoting. */
export const secrets = {
  serviceradarAdminPassword: 'canary-€\n"quoted" $HOME \\ end\n',
  serviceradarCoreUrl: 'canary-core-url',
};

export const demo = findEnvironment(pipeline, 'demo');
export const { application } = pipeline;

/** Everything that a test file of the engines needs: a world, a checkout to edit, and a publisher of charts. */
export interface TestSetup {
  readonly world: World;
  readonly checkout: Checkout;
  readonly publisher: ChartPublisher;
  /** Publishes the project's chart, and returns its digest (`sha256:…`). */
  readonly publish: (version: string) => Promise<string>;
}

export async function createTestSetup(
  cleanup: AsyncDisposableStack,
  parts: Pick<WorldOptions, 'notifications'> & { readonly gates?: true } = {},
): Promise<TestSetup> {
  const engines = await setUpEngines();
  const world = await startWorld({ engines, ...worldSettings(pipeline), ...parts }, cleanup);
  const checkout = await createCheckout();
  cleanup.defer(checkout.remove);
  // Gates have their own tests: without `gates`, every published chart may be deployed to demo.
  if (!parts.gates) await checkout.edit('environments/demo.ts', '  gates: { e2e: true },\n', '');
  const publisher = createChartPublisher(engines, world, application);
  const chart = join(checkout.folder, application.chart.path);
  return { world, checkout, publisher, publish: (version) => publisher.publish(chart, version) };
}

const pulumi = await findPulumi();

/** Why tests that need the Pulumi CLI are skipped; undefined when the CLI is available. */
export const withoutPulumi = pulumi.faults?.[0]?.what;

/** @throws UserError if there is no Pulumi CLI */
export function pulumiDeployer({ world, checkout }: TestSetup) {
  return createPulumiDeployer(unwrap(pulumi), world, checkout, pipeline, secrets);
}

export const applyDeployer = ({ world, checkout }: TestSetup): Promise<Deployer> =>
  createApplyDeployer(world, checkout, pipeline, secrets);

/** The Argo CD Application of demo, as the API server returns it. */
export const readApplication = async ({ world }: TestSetup) => {
  const found = await world.cluster.get(
    'argoproj.io/v1alpha1',
    'Application',
    demo.application,
    application.argocd.namespace,
  );
  if (found === undefined) throw new Error(`there is no Application ${demo.application}`);
  return found;
};

/** The message of the error that `action` ends with. */
export async function messageOf(action: Promise<unknown>): Promise<string> {
  try {
    await action;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('the action did not throw');
}

/** Polls twice a second until `found` returns a value. */
export async function eventually<Value>(
  found: () => Promise<Value | undefined>,
  seconds = 60,
): Promise<Value> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await found();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`no value after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
