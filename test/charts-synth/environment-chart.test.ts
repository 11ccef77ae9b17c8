import { describe, expect, it } from '@jest/globals';
import { App } from 'cdk8s';
import { buildEnvironmentChart, EnvironmentChart } from '../../charts-synth/environment-chart.ts';
import { findChartFaults } from '../../charts-synth/validation.ts';
import type { HelmValues } from '../../model/helm-values.ts';
import type { Pipeline } from '../../model/pipeline.ts';
import { acme, integration, live } from '../support/acme.ts';
import { faultsOf } from '../support/faults.ts';

const config = { pin: { kind: 'exact', version: '1.0.76' } } as const;

function propsOf(pipeline: Pipeline) {
  const environment = pipeline.environments.find(({ name }) => name === 'live');
  if (environment === undefined) throw new Error('the example has no environment live');
  return { pipeline, environment, config };
}

describe('EnvironmentChart', () => {
  const faulty = acme(
    integration(),
    live({ values: () => ({ tag: 7, colour: 'blue' }), adopt: ['Secret/registry-login'] }),
  );
  const messages = [
    'environments.live.values.colour: is not a key of the chart',
    'environments.live.values.tag: must be string',
    'environments.live.adopt: there is no Secret/registry-login in this environment',
  ];

  it('reports all its faults in its validation, and throws none of them', () => {
    const chart = new EnvironmentChart(new App(), 'live', propsOf(faulty));
    const found = findChartFaults(chart).map(({ what }) => what.split('\n')[0]);
    expect(found.toSorted()).toEqual(messages.toSorted());
  });

  it('fails to synthesize with cdk8s itself, which runs the same validation', () => {
    const app = new App();
    new EnvironmentChart(app, 'live', propsOf(faulty));
    expect(() => app.synthYaml()).toThrow('environments.live.values.tag: must be string');
  });

  it.each([undefined, null])('reports values that are %s instead of failing to build the chart', (values) => {
    const empty = acme(integration(), live({ values: () => values as unknown as HelmValues }));
    expect(faultsOf(() => buildEnvironmentChart(new App(), propsOf(empty)))).toEqual([
      { what: expect.stringContaining(`environments.live.values: is ${values}`) },
    ]);
  });
});
