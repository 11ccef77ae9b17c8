import { describe, expect, it } from '@jest/globals';
import { hazardsBetween, manifest } from './between.ts';

const pods = (container: string, pod = '') =>
  manifest(
    'Deployment',
    'a',
    `spec: { template: { spec: { ${pod === '' ? '' : `${pod}, `}containers: [{ name: c, image: "x@sha256:0", ${container} }] } } }`,
  );
const context = (fields: string) => pods(`securityContext: ${fields}`);
const plain = context('{}');

describe('privileges of pods', () => {
  it.each([
    ['container c: privileged: true', plain, context('{ privileged: true }')],
    ['container c: runAsUser: 0', plain, context('{ runAsUser: 0 }')],
    ['container c: capability NET_ADMIN', plain, context('{ capabilities: { add: [NET_ADMIN] } }')],
    ['container c: seccompProfile: Unconfined', plain, context('{ seccompProfile: { type: Unconfined } }')],
    [
      'container c: allowPrivilegeEscalation: true',
      context('{ allowPrivilegeEscalation: false }'),
      context('{ allowPrivilegeEscalation: true }'),
    ],
    [
      'container c: no longer allowPrivilegeEscalation: false',
      context('{ allowPrivilegeEscalation: false }'),
      plain,
    ],
    ['container c: no longer capabilities.drop: ALL', context('{ capabilities: { drop: [ALL] } }'), plain],
    [
      'container c: no longer runAsNonRoot: true',
      pods('x: 1', 'securityContext: { runAsNonRoot: true }'),
      pods('x: 1'),
    ],
    ['hostNetwork: true', plain, pods('x: 1', 'hostNetwork: true')],
    ['hostPath /var/run', plain, pods('x: 1', 'volumes: [{ name: a, hostPath: { path: /var/run } }]')],
    ['container c: privileged: true', '', context('{ privileged: true }')],
  ])('are reported when they are gained: %s', (gain, before, after) => {
    expect(hazardsBetween(before, after)).toMatchObject([
      { severity: 'privilege', rule: 'pod-privilege-gained', reason: `the pods gain: ${gain}` },
    ]);
  });

  it.each([
    ['a container loses a privilege', context('{ privileged: true, x: 1 }'), plain],
    [
      'a restriction moves from the container to the pod',
      context('{ runAsNonRoot: true }'),
      pods('x: 1', 'securityContext: { runAsNonRoot: true }'),
    ],
    ['fields are malformed', plain, pods('securityContext: [1], x: 2', 'volumes: 3')],
  ])('are not reported when %s', (_, before, after) => {
    expect(hazardsBetween(before, after)).toEqual([]);
  });
});

const role = (rules: string) => manifest('Role', 'a', `rules: ${rules}`);
const reads = '{ apiGroups: [""], resources: [pods], verbs: [get, list] }';

describe('permissions of a role', () => {
  it.each([
    [
      'get secrets, list secrets',
      role(`[${reads}]`),
      role(`[{ apiGroups: [""], resources: [pods, secrets], verbs: [get, list] }]`),
    ],
    ['* pods', role(`[${reads}]`), role('[{ apiGroups: [""], resources: [pods], verbs: ["*"] }]')],
    [
      'get pods',
      role('[{ apiGroups: [""], resources: [pods], verbs: [get], resourceNames: [a] }]'),
      role('[{ apiGroups: [""], resources: [pods], verbs: [get] }]'),
    ],
    [
      'patch deployments.apps (a)',
      '',
      role('[{ apiGroups: [apps], resources: [deployments], verbs: [patch], resourceNames: [a] }]'),
    ],
    [
      'escalate roles.x, get a, get b, and 2 more',
      '',
      role(
        '[{ apiGroups: [""], resources: [a, b, c, d], verbs: [get] }, { apiGroups: [x], resources: [roles], verbs: [escalate] }]',
      ),
    ],
    [
      'get /metrics',
      '',
      manifest('ClusterRole', 'a', 'rules: [{ nonResourceURLs: [/metrics], verbs: [get] }]'),
    ],
  ])('are reported when they are gained: %s', (gain, before, after) => {
    expect(hazardsBetween(before, after)).toMatchObject([
      { severity: 'privilege', rule: 'role-widened', reason: `the role gains: ${gain}` },
    ]);
  });

  it.each([
    [
      'the role is narrowed',
      role('[{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]'),
      role(`[${reads}]`),
    ],
    [
      'the same permissions are written in another way',
      role(`[${reads}]`),
      role(
        '[{ apiGroups: [""], resources: [pods], verbs: [list] }, { apiGroups: [""], resources: [pods], verbs: [get] }]',
      ),
    ],
    ['the rules are malformed', role('7'), role('[1, { verbs: 3 }]')],
  ])('are not reported when %s', (_, before, after) => {
    expect(hazardsBetween(before, after)).toEqual([]);
  });
});

const binding = (name: string, subjects: string) =>
  manifest('ClusterRoleBinding', 'a', `roleRef: { name: ${name} }\nsubjects: ${subjects}`);
const runner = '{ kind: ServiceAccount, namespace: demo, name: runner }';

describe('a role binding', () => {
  it.each([
    [
      'ServiceAccount demo/runner gets the role cluster-admin, which allows everything',
      '',
      binding('cluster-admin', `[${runner}]`),
    ],
    [
      'User joe gets the role view',
      binding('view', `[${runner}]`),
      binding('view', `[${runner}, { kind: User, name: joe }]`),
    ],
  ])('is reported when it gets a new subject: %s', (reason, before, after) => {
    expect(hazardsBetween(before, after)).toMatchObject([
      { severity: 'privilege', rule: 'role-granted', reason },
    ]);
  });

  it('is not reported when a subject is removed', () => {
    expect(
      hazardsBetween(
        binding('view', `[${runner}, { kind: User, name: joe }]`),
        binding('view', `[${runner}]`),
      ),
    ).toEqual([]);
  });
});
