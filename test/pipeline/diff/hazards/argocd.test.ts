import { describe, expect, it } from '@jest/globals';
import { hazardsBetween, manifest } from './between.ts';

const application = (spec: string) => manifest('Application', 'a', `spec: ${spec}`);
const automated = (fields: string) => application(`{ syncPolicy: { automated: ${fields} } }`);
const project = (spec: string) => manifest('AppProject', 'a', `spec: ${spec}`);
const off = application('{ project: a }');

describe('hazards of an Argo CD Application', () => {
  it.each([
    ['prune', 'data-loss', off, automated('{ prune: true }')],
    ['selfHeal', 'caution', automated('{ prune: true }'), automated('{ prune: true, selfHeal: true }')],
    ['allowEmpty', 'data-loss', automated('{ allowEmpty: false }'), automated('{ allowEmpty: true }')],
    ['prune', 'data-loss', automated('{ prune: true, enabled: false }'), automated('{ prune: true }')],
  ])('reports that %s is turned on, as %s', (field, severity, before, after) => {
    expect(hazardsBetween(before, after, 'pipeline')).toMatchObject([
      {
        rule: 'automation-turned-on',
        severity,
        reason: expect.stringContaining(`spec.syncPolicy.automated.${field}: off -> on`),
      },
    ]);
  });

  it('reports another destination as data loss', () => {
    const to = (namespace: string) => application(`{ destination: { server: s, namespace: ${namespace} } }`);
    expect(hazardsBetween(to('demo'), to('demo-2'), 'pipeline')).toMatchObject([
      {
        rule: 'destination-moved',
        severity: 'data-loss',
        reason: expect.stringContaining('spec.destination.namespace: demo -> demo-2'),
      },
    ]);
  });

  it.each([
    ['a new Application with prune', '', automated('{ prune: true }')],
    ['prune that is turned off', automated('{ prune: true }'), off],
    ['prune that stays on', automated('{ prune: true, x: 1 }'), automated('{ prune: true }')],
    [
      'malformed fields',
      application('1'),
      application('{ syncPolicy: [], destination: 2 }').replace('destination: 2', 'x: 2'),
    ],
  ])('reports nothing for %s', (_, before, after) => {
    expect(hazardsBetween(before, after, 'pipeline')).toEqual([]);
  });
});

describe('hazards of an AppProject', () => {
  it.each([
    ['{ sourceRepos: [a] }', '{ sourceRepos: [a, b] }', 'spec.sourceRepos gains: b'],
    ['{ sourceRepos: [a] }', '{ sourceRepos: ["*"] }', 'spec.sourceRepos gains: *'],
    [
      '{ x: 1 }',
      '{ clusterResourceWhitelist: [{ group: "*", kind: "*" }] }',
      'spec.clusterResourceWhitelist gains: {"group":"*","kind":"*"}',
    ],
    [
      '{ destinations: [{ server: s, namespace: a }] }',
      '{ destinations: [{ server: s, namespace: "*" }] }',
      'spec.destinations gains: {"server":"s","namespace":"*"}',
    ],
  ])('reports the change from %s to %s as a gain of privileges', (before, after, reason) => {
    expect(hazardsBetween(project(before), project(after))).toMatchObject([
      { rule: 'project-widened', severity: 'privilege', reason },
    ]);
  });

  it('reports nothing if the project allows no more than before', () => {
    const wide = '{ sourceRepos: ["*"], destinations: [{ server: "*", namespace: "*" }] }';
    const narrow = '{ sourceRepos: [a], destinations: [{ server: s, namespace: n, name: x }] }';
    expect(hazardsBetween(project(wide), project(narrow))).toEqual([]);
  });
});
