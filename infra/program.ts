import * as pulumi from '@pulumi/pulumi';
import { App } from 'cdk8s';
import { EnvironmentChart } from '../charts-synth/environment-chart.ts';
import { hotfixNotice } from '../model/hotfix.ts';
import { withoutVersions } from '../model/pin.ts';
import { findEnvironment, type Pipeline } from '../model/pipeline.ts';

import { GitHubEnvironment } from './components/github-environment.ts';
import { assertAdoptable, KubernetesObjects } from './components/kubernetes-objects.ts';
import { createProviders } from './components/providers.ts';
import { readConfig } from './program-config.ts';

/**
 * The stack of one environment, found by the stack's name.
 *
 * @param rejected the versions that an environment that follows a range leaves out
 * @returns the stack's outputs
 * @throws UserError when there is no such environment, or its config or its values have faults
 */
export function deploy(pipeline: Pipeline, rejected: readonly string[] = []) {
  const environment = findEnvironment(pipeline, pulumi.getStack());
  const { application } = pipeline;
  const config = readConfig(environment);
  if (config.hotfix !== undefined) pulumi.log.warn(hotfixNotice(config.hotfix, config.pin));
  const chart = new EnvironmentChart(new App(), pipeline, environment, {
    ...config,
    pin: withoutVersions(config.pin, rejected),
  });
  assertAdoptable(chart, environment);
  const providers = createProviders(config, application.repository.owner);
  new KubernetesObjects(chart, application, environment, config, { provider: providers.kubernetes });
  new GitHubEnvironment(application, environment, config, { provider: providers.github });
  return {
    version: config.pin.kind === 'exact' ? config.pin.version : config.pin.range,
    ...(config.pin.kind === 'exact' && config.pin.digest !== undefined ? { digest: config.pin.digest } : {}),
    application: environment.application,
    namespace: environment.namespace,
    url: environment.url,
  };
}
