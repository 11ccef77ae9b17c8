import { describe, expect, it } from '@jest/globals';
import { findSharedHosts } from '../../../../pipeline/diff/hazards/rules/hosts.ts';
import { objectsOf } from '../manifests/manifests.ts';
import { hazardsBetween, manifest } from './between.ts';

const ingress = (name: string, ...hosts: string[]) =>
  manifest('Ingress', name, `spec: { rules: [${hosts.map((host) => `{ host: ${host} }`).join(', ')}] }`);
const route = (name: string, host: string) => manifest('HTTPRoute', name, `spec: { hostnames: [${host}] }`);

describe('a host', () => {
  it.each([
    ['that changes', ingress('a', 'a.example'), ingress('a', 'b.example'), 'host: a.example -> b.example'],
    ['that goes with its ingress', ingress('a', 'a.example'), '', 'host: a.example -> (none)'],
    ['of a route that goes', route('a', 'a.example'), '', 'host: a.example -> (none)'],
  ])('%s is an outage', (_, before, after, reason) => {
    expect(hazardsBetween(before, after)).toMatchObject([{ severity: 'outage', rule: 'host-lost', reason }]);
  });

  it.each([
    [
      'another ingress takes over',
      ingress('a', 'a.example', 'b.example'),
      ingress('a', 'b.example') + ingress('b', 'a.example'),
    ],
    ['a route takes over', ingress('a', 'a.example'), route('a', 'a.example')],
    ['is new', '', ingress('a', 'a.example')],
    [
      'is malformed',
      manifest('Ingress', 'a', 'spec: { rules: 1 }'),
      manifest('Ingress', 'a', 'spec: { rules: [{ host: 1 }, 2] }'),
    ],
  ])('that %s is none', (_, before, after) => {
    expect(hazardsBetween(before, after)).toEqual([]);
  });

  it('that two environments answer for is an outage in both', () => {
    const deployed = [
      { environment: 'staging', objects: objectsOf(ingress('a', 'a.example', 'b.example')) },
      { environment: 'demo', objects: objectsOf(route('x', 'a.example') + ingress('b', 'c.example')) },
    ];
    expect(findSharedHosts(deployed)).toMatchObject([
      {
        environment: 'staging',
        hazard: {
          severity: 'outage',
          object: { name: 'a' },
          reason: 'host: a.example is also taken by demo',
        },
      },
      {
        environment: 'demo',
        hazard: { object: { name: 'x' }, reason: 'host: a.example is also taken by staging' },
      },
    ]);
    expect(findSharedHosts(deployed.slice(0, 1))).toEqual([]);
  });
});
