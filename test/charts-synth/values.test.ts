import { describe, expect, it } from '@jest/globals';
import { fingerprint, helmValues } from '../../charts-synth/values.ts';
import { pipeline } from '../../environments/index.ts';
import type { HelmValues } from '../../model/helm-values.ts';
import { findEnvironment } from '../../model/pipeline.ts';
import { integration, live, only } from '../support/acme.ts';
import { faultsOf } from '../support/faults.ts';
import { anything, exactly } from '../support/synthesis.ts';

/** Values as untyped code may pass them. */
function checked(values: object): HelmValues {
  const { pipeline, environment } = only(integration({ values: values as HelmValues }));
  return helmValues(pipeline.application, environment, anything.pin);
}

describe('Helm values', () => {
  it('are the values in the environment', () => {
    expect(checked({ replicas: 2 })).toEqual({ replicas: 2 });
  });

  it('are computed from the version in the pin', () => {
    const { pipeline, environment } = only(live({ promotesFrom: undefined }));
    expect(helmValues(pipeline.application, environment, exactly.pin)).toEqual({ tag: '1.0.76' });
  });

  it('are refused with a key that the chart does not know', () => {
    expect(faultsOf(() => checked({ replicas: 1, replica: 1, settings: {}, Tag: 'x' }))).toEqual([
      { where: 'environments.integration.values.replica', what: 'is not a key of the chart' },
      { where: 'environments.integration.values.Tag', what: 'is not a key of the chart' },
    ]);
  });

  it('are refused with a value of a wrong type', () => {
    expect(faultsOf(() => checked({ replicas: '1', tag: 1.1, settings: { a: true } }))).toEqual([
      { where: 'environments.integration.values.tag', what: 'must be string' },
      { where: 'environments.integration.values.replicas', what: 'must be integer' },
      { where: 'environments.integration.values.settings.a', what: 'must be string,array,object' },
    ]);
  });

  it('are refused with the list of allowed values if there is one', () => {
    expect(faultsOf(() => checked({ pull: 'always' }))).toEqual([
      {
        where: 'environments.integration.values.pull',
        what: 'must be equal to one of the allowed values: Always, Never',
      },
    ]);
  });

  it.each([null, undefined])('are refused with %s, which would be dropped silently', (nothing) => {
    const values = { tag: nothing, settings: { deep: ['x', { er: nothing }] } };
    expect(faultsOf(() => checked(values))).toEqual([
      { where: 'environments.integration.values.tag', what: `is ${nothing}`, hint: 'leave the key out' },
      {
        where: 'environments.integration.values.settings.deep.1.er',
        what: `is ${nothing}`,
        hint: 'leave the key out',
      },
    ]);
  });

  it.each([
    ['\u007f', 'U+007F'],
    ['\u0085', 'U+0085'],
    ['\u009b', 'U+009B'],
    ['\ufffe', 'U+FFFE'],
    ['\uffff', 'U+FFFF'],
    ['\ud83d', 'U+D83D'],
  ])('are refused with %j, because Argo CD would drop or change them', (character, code) => {
    const values = { settings: { a: `x${character}y`, [character]: 'b' } };
    const fault = { what: `has the character ${code}, which Argo CD cannot read`, hint: 'leave it out' };
    expect(faultsOf(() => checked(values))).toEqual([
      { where: 'environments.integration.values.settings.a', ...fault },
      { where: 'environments.integration.values.settings: a key', ...fault },
    ]);
  });

  it('are refused with the path of a key as it is written, even with slashes and tildes', () => {
    expect(faultsOf(() => checked({ settings: { 'a/b~c': 1 } }))).toMatchObject([
      { where: 'environments.integration.values.settings.a/b~c' },
    ]);
  });

  it("are checked against the schema of this repository's chart", () => {
    const { application } = pipeline;
    const demo = findEnvironment(pipeline, 'demo-staging');
    if (!demo.follows) throw new Error('staging follows');
    const environment = { ...demo, values: { ingres: {}, cnpg: { instances: 'one' } } };
    expect(faultsOf(() => helmValues(application, environment, anything.pin))).toEqual([
      { where: 'environments.demo-staging.values.ingres', what: 'is not a key of the chart' },
      { where: 'environments.demo-staging.values.cnpg.instances', what: 'must be integer' },
    ]);
  });

  it('are not checked against the schema if the application comes from Git, which is another chart', () => {
    const git = { repoURL: 'https://git.acme.example/shop', path: 'chart', tool: 'helm' } as const;
    const { pipeline, environment } = only(integration({ git, values: { other: 1 } }));
    expect(helmValues(pipeline.application, environment, anything.pin)).toEqual({ other: 1 });
  });
});

describe('the fingerprint of values', () => {
  it('is the same for the same values, and differs for others', () => {
    expect(fingerprint({ a: '1' })).toMatch(/^[0-9a-f]{12}$/);
    expect(fingerprint({ a: '1' })).toBe(fingerprint({ a: '1' }));
    expect(fingerprint({ a: '1' })).not.toBe(fingerprint({ a: 1 }));
    expect(fingerprint({ a: ['b', 'c'] })).not.toBe(fingerprint({ a: ['c', 'b'] }));
  });
});
