import { App } from 'cdk8s';
import { EnvironmentChart } from '../../charts-synth/environment-chart.ts';
import { readStackConfig } from '../../charts-synth/synthesize.ts';
import { UserError } from '../../model/errors.ts';
import { parsePin } from '../../model/pin.ts';
import { findEnvironment, type Pipeline } from '../../model/pipeline.ts';
import type { StackConfig } from '../../stack/stack-config.ts';
import type { KubernetesObject } from './model.ts';

/**
 * Synthesizes an environment of the working tree, with the stack's own pin or with another one.
 *
 * @param folder the folder with the stack files
 * @param to the pin to use instead of the stack's: `1.0.77`, `1.0.77@sha256:…`, or a range
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
