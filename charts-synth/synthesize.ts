import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Yaml, YamlOutputType } from 'cdk8s';
import { type Checked, faultsOf, unwrap, valid } from '../model/checked.ts';
import type { Environment } from '../model/environment.ts';
import { UserError } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { readStack } from '../stack/stack.ts';
import { buildEnvironmentChart, type EnvironmentChart } from './environment-chart.ts';

/** Adds the chart of an environment to the app. */
function addEnvironment(
  app: App,
  pipeline: Pipeline,
  environment: Environment,
  folder: string,
): Checked<EnvironmentChart> {
  try {
    const { config } = readStack(folder, environment);
    return valid(buildEnvironmentChart(app, { pipeline, environment, config }));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { faults: error.faults };
  }
}

/**
 * Writes the objects of every environment to `<outdir>/<environment>/*.yaml`, and its Helm values beside them.
 *
 * @param folder of Pulumi.yaml and the stacks' files
 * @throws UserError with the faults of all environments; nothing is written then
 */
export function synthesize(pipeline: Pipeline, folder: string): void {
  const app = new App({
    outputFileExtension: '.yaml',
    yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
  });
  const checked = pipeline.environments.map((each) => addEnvironment(app, pipeline, each, folder));
  const faults = faultsOf(...checked);
  if (faults.length > 0) throw new UserError(faults);
  rmSync(app.outdir, { recursive: true, force: true });
  app.synth();
  for (const chart of checked.map(unwrap)) {
    mkdirSync(join(app.outdir, chart.node.id), { recursive: true });
    writeFileSync(join(app.outdir, chart.node.id, 'values.yaml'), Yaml.stringify(chart.values));
  }
}
