import { App } from 'cdk8s';
import { EnvironmentChart } from '../../charts-synth/environment-chart.ts';
import { readStackConfig } from '../../charts-synth/synthesize.ts';
import { UserError } from '../../model/errors.ts';
import { parsePin } from '../../model/pin.ts';
import { findEnvironment, type Pipeline } from '../../model/pipeline.ts';
import type { StackConfig } from '../../stack/stack-config.ts';
import type { KubernetesObject } from './model.ts';

/**
 * What an environment applies as the working tree stands, or as it would with another version.
 *
 * @param folder where the stack files lie
 * @param to a pin in place of the stack's own
 * @throws UserError with the faults of the stack's config, or of the pin
 */
export function synthesizeEnvironment(
  pipeline: Pipeline,
  folder: string,
  name: string,
  to?: string,
): KubernetesObject[] {
  const environment = findEnvironment(pipeline, name);
  const config = readStackConfig(folder, environment);
  const chart = new EnvironmentChart(
    new App(),
    pipeline,
    environment,
    to === undefined ? config : repin(config, to),
  );
  return chart.toJson();

  function repin(own: StackConfig, text: string): StackConfig {
    const pin = parsePin(text, environment.follows);
    if ('what' in pin) throw new UserError([{ where: '--to', ...pin }]);
    return { ...own, pin };
  }
}
