import { describe, expect, it } from '@jest/globals';
import { findSharedHosts } from '../../../../pipeline/diff/hazards/rules/hosts.ts';
import { objectsOf } from '../manifests/manifests.ts';
import { hazardsBetween, manifest } from './between.ts';

const ingress = (name: string, ...hosts: string[]) =>
  manifest('Ingress', name, `spec: { rules: [${hosts.map((host) => `{ host: ${host} }`).join(', ')}] }`);
const route = (name: string, host: string) => manifest('HTTPRoute', name, `spec: { hostnames: [${host}] }`);

describe('hazards of hosts', () => {
  it.each([
    ['a changed host', ingress('a', 'a.example'), ingress('a', 'b.example'), 'host: a.example -> b.example'],
    ['the host of a removed Ingress', ingress('a', 'a.example'), '', 'host: a.example -> (none)'],
    ['the host of a removed HTTPRoute', route('a', 'a.example'), '', 'host: a.example -> (none)'],
  ])('reports %s as an outage', (_, before, after, reason) => {
    expect(hazardsBetween(before, after)).toMatchObject([{ severity: 'outage', rule: 'host-lost', reason }]);
  });

  it.each([
    [
      'a host that moves to another Ingress',
      ingress('a', 'a.example', 'b.example'),
      ingress('a', 'b.example') + ingress('b', 'a.example'),
    ],
    ['a host that moves from an Ingress to a route', ingress('a', 'a.example'), route('a', 'a.example')],
    ['a new host', '', ingress('a', 'a.example')],
    [
      'a malformed host',
      manifest('Ingress', 'a', 'spec: { rules: 1 }'),
      manifest('Ingress', 'a', 'spec: { rules: [{ host: 1 }, 2] }'),
    ],
  ])('reports nothing for %s', (_, before, after) => {
    expect(hazardsBetween(before, after)).toEqual([]);
  });

  it('reports a host that two environments serve, as an outage in both', () => {
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
          reason: 'host: a.example is also used by demo',
        },
      },
      {
        environment: 'demo',
        hazard: { object: { name: 'x' }, reason: 'host: a.example is also used by staging' },
      },
    ]);
    expect(findSharedHosts(deployed.slice(0, 1))).toEqual([]);
  });
});
