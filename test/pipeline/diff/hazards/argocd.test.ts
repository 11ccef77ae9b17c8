import { describe, expect, it } from '@jest/globals';
import { hazardsBetween, manifest } from './between.ts';

const application = (spec: string) => manifest('Application', 'a', `spec: ${spec}`);
const automated = (fields: string) => application(`{ syncPolicy: { automated: ${fields} } }`);
const project = (spec: string) => manifest('AppProject', 'a', `spec: ${spec}`);
const off = application('{ project: a }');

describe('an Application of Argo CD', () => {
  it.each([
    ['prune', 'data-loss', off, automated('{ prune: true }')],
    ['selfHeal', 'caution', automated('{ prune: true }'), automated('{ prune: true, selfHeal: true }')],
    ['allowEmpty', 'data-loss', automated('{ allowEmpty: false }'), automated('{ allowEmpty: true }')],
    ['prune', 'data-loss', automated('{ prune: true, enabled: false }'), automated('{ prune: true }')],
  ])('that turns on %s is a hazard: %s', (field, severity, before, after) => {
    expect(hazardsBetween(before, after, 'pipeline')).toMatchObject([
      {
        rule: 'automation-turned-on',
        severity,
        reason: expect.stringContaining(`spec.syncPolicy.automated.${field}: off -> on`),
      },
    ]);
  });

  it('that deploys to another place is a hazard', () => {
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
    ['is new', '', automated('{ prune: true }')],
    ['turns prune off', automated('{ prune: true }'), off],
    ['leaves it on', automated('{ prune: true, x: 1 }'), automated('{ prune: true }')],
    [
      'is malformed',
      application('1'),
      application('{ syncPolicy: [], destination: 2 }').replace('destination: 2', 'x: 2'),
    ],
  ])('that %s is none', (_, before, after) => {
    expect(hazardsBetween(before, after, 'pipeline')).toEqual([]);
  });
});

describe('an AppProject', () => {
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
  ])('that goes from %s to %s gains privileges', (before, after, reason) => {
    expect(hazardsBetween(project(before), project(after))).toMatchObject([
      { rule: 'project-widened', severity: 'privilege', reason },
    ]);
  });

  it('that allows no more than before is none', () => {
    const wide = '{ sourceRepos: ["*"], destinations: [{ server: "*", namespace: "*" }] }';
    const narrow = '{ sourceRepos: [a], destinations: [{ server: s, namespace: n, name: x }] }';
    expect(hazardsBetween(project(wide), project(narrow))).toEqual([]);
  });
});
