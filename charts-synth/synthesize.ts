import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Yaml, YamlOutputType } from 'cdk8s';
import type { Environment } from '../model/environment.ts';
import { type Fault, UserError } from '../model/errors.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { parseStackConfig, type StackConfig } from '../stack/stack-config.ts';
import { readGitHubBaseUrl, readStackFile } from '../stack/stack-file.ts';
import { EnvironmentChart } from './environment-chart.ts';
import { helmValues } from './values.ts';

/**
 * The config of an environment's stack, from `Pulumi.<environment>.yaml`.
 *
 * @throws UserError with all faults of the file
 */
export function readStackConfig(folder: string, environment: Environment): StackConfig {
  const config = parseStackConfig(environment, readStackFile(folder, environment.name));
  if (!Array.isArray(config)) {
    const baseUrl = readGitHubBaseUrl(folder, environment.name);
    return baseUrl === undefined ? config : { ...config, github: { baseUrl } };
  }
  const file = `Pulumi.${environment.name}.yaml`;
  throw new UserError(config.map((fault) => ({ ...fault, where: `${file}: ${fault.where}` })));
}

/**
 * Prints what every environment applies: `<outdir>/<environment>/*.yaml`, and its Helm values.
 *
 * @param folder where the stack files lie
 * @throws UserError with the faults of all environments together; then nothing is written
 */
export function synthesize(pipeline: Pipeline, folder: string): void {
  const app = new App({
    outputFileExtension: '.yaml',
    yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
  });
  const faults: Fault[] = [];
  const values = new Map<string, string>();
  for (const environment of pipeline.environments) {
    try {
      const config = readStackConfig(folder, environment);
      new EnvironmentChart(app, pipeline, environment, config);
      values.set(environment.name, Yaml.stringify(helmValues(pipeline.application, environment, config.pin)));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      faults.push(...error.faults);
    }
  }
  if (faults.length > 0) throw new UserError(faults);
  rmSync(app.outdir, { recursive: true, force: true });
  app.synth();
  for (const [name, text] of values) {
    mkdirSync(join(app.outdir, name), { recursive: true });
    writeFileSync(join(app.outdir, name, 'values.yaml'), text);
  }
}
