import { App } from 'cdk8s';
import { buildEnvironmentChart } from '../../charts-synth/environment-chart.ts';
import { unwrap, withPlace } from '../../model/checked.ts';
import { parsePin } from '../../model/pin.ts';
import { findEnvironment, type Pipeline } from '../../model/pipeline.ts';
import { readStack } from '../../stack/stack.ts';
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
  const { config } = readStack(folder, environment);
  const pinned = to === undefined ? config : repin(config, to);
  return buildEnvironmentChart(new App(), { pipeline, environment, config: pinned }).toJson();

  function repin(own: StackConfig, text: string): StackConfig {
    const pin = withPlace(parsePin(text, environment.follows), () => '--to');
    return { ...own, pin: unwrap(pin) };
  }
}
