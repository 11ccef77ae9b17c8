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

describe('pods', () => {
  it.each([
    [plain, context('{ privileged: true }'), 'container c: privileged: true'],
    [plain, context('{ runAsUser: 0 }'), 'container c: runAsUser: 0'],
    [plain, context('{ capabilities: { add: [NET_ADMIN] } }'), 'container c: capability NET_ADMIN'],
    [plain, context('{ seccompProfile: { type: Unconfined } }'), 'container c: seccompProfile: Unconfined'],
    [
      context('{ allowPrivilegeEscalation: false }'),
      context('{ allowPrivilegeEscalation: true }'),
      'container c: allowPrivilegeEscalation: true',
    ],
    [
      context('{ allowPrivilegeEscalation: false }'),
      plain,
      'container c: no longer allowPrivilegeEscalation: false',
    ],
    [context('{ capabilities: { drop: [ALL] } }'), plain, 'container c: no longer capabilities.drop: ALL'],
    [
      pods('x: 1', 'securityContext: { runAsNonRoot: true }'),
      pods('x: 1'),
      'container c: no longer runAsNonRoot: true',
    ],
    [plain, pods('x: 1', 'hostNetwork: true'), 'hostNetwork: true'],
    [plain, pods('x: 1', 'volumes: [{ name: a, hostPath: { path: /var/run } }]'), 'hostPath /var/run'],
    ['', context('{ privileged: true }'), 'container c: privileged: true'],
  ])('gain %#', (before, after, gain) => {
    expect(hazardsBetween(before, after)).toMatchObject([
      { severity: 'privilege', rule: 'pod-privilege-gained', reason: `the pods gain: ${gain}` },
    ]);
  });

  it.each([
    ['give up a power', context('{ privileged: true, x: 1 }'), plain],
    [
      'move a guard from the container to the pod',
      context('{ runAsNonRoot: true }'),
      pods('x: 1', 'securityContext: { runAsNonRoot: true }'),
    ],
    ['are malformed', plain, pods('securityContext: [1], x: 2', 'volumes: 3')],
  ])('gain nothing where they %s', (_, before, after) => {
    expect(hazardsBetween(before, after)).toEqual([]);
  });
});

const role = (rules: string) => manifest('Role', 'a', `rules: ${rules}`);
const reads = '{ apiGroups: [""], resources: [pods], verbs: [get, list] }';

describe('a role', () => {
  it.each([
    [
      role(`[${reads}]`),
      role(`[{ apiGroups: [""], resources: [pods, secrets], verbs: [get, list] }]`),
      'get secrets, list secrets',
    ],
    [role(`[${reads}]`), role('[{ apiGroups: [""], resources: [pods], verbs: ["*"] }]'), '* pods'],
    [
      role('[{ apiGroups: [""], resources: [pods], verbs: [get], resourceNames: [a] }]'),
      role('[{ apiGroups: [""], resources: [pods], verbs: [get] }]'),
      'get pods',
    ],
    [
      '',
      role('[{ apiGroups: [apps], resources: [deployments], verbs: [patch], resourceNames: [a] }]'),
      'patch deployments.apps (a)',
    ],
    [
      '',
      role(
        '[{ apiGroups: [""], resources: [a, b, c, d], verbs: [get] }, { apiGroups: [x], resources: [roles], verbs: [escalate] }]',
      ),
      'escalate roles.x, get a, get b, and 2 more',
    ],
    [
      '',
      manifest('ClusterRole', 'a', 'rules: [{ nonResourceURLs: [/metrics], verbs: [get] }]'),
      'get /metrics',
    ],
  ])('gains %#', (before, after, gain) => {
    expect(hazardsBetween(before, after)).toMatchObject([
      { severity: 'privilege', rule: 'role-widened', reason: `the role gains: ${gain}` },
    ]);
  });

  it.each([
    ['is narrowed', role('[{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]'), role(`[${reads}]`)],
    [
      'is written in another way',
      role(`[${reads}]`),
      role(
        '[{ apiGroups: [""], resources: [pods], verbs: [list] }, { apiGroups: [""], resources: [pods], verbs: [get] }]',
      ),
    ],
    ['is malformed', role('7'), role('[1, { verbs: 3 }]')],
  ])('gains nothing where it %s', (_, before, after) => {
    expect(hazardsBetween(before, after)).toEqual([]);
  });
});

const binding = (name: string, subjects: string) =>
  manifest('ClusterRoleBinding', 'a', `roleRef: { name: ${name} }\nsubjects: ${subjects}`);
const runner = '{ kind: ServiceAccount, namespace: demo, name: runner }';

describe('a binding', () => {
  it.each([
    [
      '',
      binding('cluster-admin', `[${runner}]`),
      'ServiceAccount demo/runner gets the role cluster-admin, which may do everything',
    ],
    [
      binding('view', `[${runner}]`),
      binding('view', `[${runner}, { kind: User, name: joe }]`),
      'User joe gets the role view',
    ],
  ])('grants %#', (before, after, reason) => {
    expect(hazardsBetween(before, after)).toMatchObject([
      { severity: 'privilege', rule: 'role-granted', reason },
    ]);
  });

  it('that takes somebody off grants nothing', () => {
    expect(
      hazardsBetween(
        binding('view', `[${runner}, { kind: User, name: joe }]`),
        binding('view', `[${runner}]`),
      ),
    ).toEqual([]);
  });
});
