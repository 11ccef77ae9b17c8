import * as pulumi from '@pulumi/pulumi';
import { App } from 'cdk8s';
import { buildEnvironmentChart } from '../charts-synth/environment-chart.ts';
import { hotfixNotice } from '../model/hotfix.ts';
import { formatPin, type Pin } from '../model/pin.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { admit } from './admission.ts';
import { GitHubEnvironment } from './components/github-environment.ts';
import { KubernetesObjects } from './components/kubernetes-objects.ts';
import { type ProgramStack, readProgramStack } from './program-stack.ts';
import { createProviders } from './providers.ts';

/**
 * The program of one stack: reads its config once, checks the gates, and deploys.
 *
 * @returns the stack's outputs
 * @throws UserError for a config with faults, RefusedError with the findings of the gates
 */
export async function runProgram(pipeline: Pipeline) {
  const stack = readProgramStack(pipeline);
  const pin = await admit(stack);
  return deploy(stack, pin);
}

/**
 * Deploys the stack of one environment.
 *
 * @param pin the admitted pin: the stack's own, or its range without the rejected versions
 * @returns the stack's outputs
 * @throws UserError if the environment's chart has faults
 */
export function deploy({ pipeline, environment, config }: ProgramStack, pin: Pin) {
  const { application } = pipeline;
  if (config.hotfix !== undefined) pulumi.log.warn(hotfixNotice(config.hotfix, config.pin));
  const chart = buildEnvironmentChart(new App(), { pipeline, environment, config: { ...config, pin } });
  const providers = createProviders(config, application.repository.owner);
  new KubernetesObjects(
    environment.name,
    { chart, application, environment, secret: config.secret },
    { provider: providers.kubernetes },
  );
  new GitHubEnvironment(
    environment.name,
    { repository: application.repository.name, environment, secret: config.secret },
    { provider: providers.github },
  );
  return {
    version: config.pin.kind === 'exact' ? config.pin.version : formatPin(config.pin),
    ...(config.pin.kind === 'exact' && config.pin.digest !== undefined ? { digest: config.pin.digest } : {}),
    application: environment.application,
    namespace: environment.namespace,
    url: environment.url,
  };
}
