import { ApiObject, App, Testing } from 'cdk8s';
import { buildEnvironmentChart, type EnvironmentChart } from '../../charts-synth/environment-chart.ts';
import { findEnvironment, type Pipeline } from '../../model/pipeline.ts';
import type { StackConfig } from '../../stack/stack-config.ts';

/** A Kubernetes object, with the fields that the tests read. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [key: string]: unknown;
}

/** Pins and a digest to synthesize with. */
export const digest = `sha256:${'97fa'.repeat(16)}` as const;
export const exactly: StackConfig = { pin: { kind: 'exact', version: '1.0.76' } };
export const byDigest: StackConfig = { pin: { kind: 'exact', version: '1.0.76', digest } };
export const anything: StackConfig = { pin: { kind: 'range', range: '*' } };
export const withLogin = (config: StackConfig): StackConfig => ({ ...config, ghcrUsername: 'release-bot' });

/** The chart of an environment. */
export const chartOf = (pipeline: Pipeline, environment: string, config: StackConfig): EnvironmentChart =>
  buildEnvironmentChart(new App(), {
    pipeline,
    environment: findEnvironment(pipeline, environment),
    config,
  });

/** The objects of an environment. */
export const synthesize = (pipeline: Pipeline, environment: string, config: StackConfig): Manifest[] =>
  Testing.synth(chartOf(pipeline, environment, config));

/** The YAML that is printed for an environment. */
export function print(pipeline: Pipeline, environment: string, config: StackConfig): string {
  const app = new App();
  buildEnvironmentChart(app, {
    pipeline,
    environment: findEnvironment(pipeline, environment),
    config,
  });
  return app.synthYaml();
}

/** The objects of a chart, including those inside of constructs. */
export const objectsOf = (chart: EnvironmentChart): ApiObject[] =>
  chart.node.findAll().filter((construct) => construct instanceof ApiObject);

/** `Kind/name` of an object. */
export const titleOf = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`;

/** The titles of an object's dependencies, sorted. */
export const dependenciesOf = (object: ApiObject): string[] =>
  object.node.dependencies
    .filter((other) => other instanceof ApiObject)
    .map((other) => titleOf(other.toJson()))
    .sort();
