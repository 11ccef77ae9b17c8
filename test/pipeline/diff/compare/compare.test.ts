import { describe, expect, it } from '@jest/globals';
import { applyPatch } from 'diff';
import { normalize } from '../../../../pipeline/diff/compare/normalize.ts';
import { writeYaml } from '../../../../pipeline/diff/manifests/write-yaml.ts';
import { compareTexts, deployment, objectOf } from '../manifests/manifests.ts';

const pod = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: ${spec}`;
const labelled = (version: string, checksum: string, selector = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: a, labels: { app: a, helm.sh/chart: app-${version}, app.kubernetes.io/version: "${version}" } }
spec:
  selector: { matchLabels: { app: a${selector} } }
  template:
    metadata: { labels: { app: a, helm.sh/chart: app-${version} }, annotations: { checksum/config: ${checksum} } }
`;

describe('compareObjects', () => {
  it.each([
    ['the order of keys', '{ a: 1, b: { c: 1, d: 2 } }', '{ b: { d: 2, c: 1 }, a: 1 }'],
    [
      'the order of containers',
      '{ containers: [{ name: a }, { name: b }] }',
      '{ containers: [{ name: b }, { name: a }] }',
    ],
    [
      'the order of env',
      '{ env: [{ name: A, value: x }, { name: B }] }',
      '{ env: [{ name: B }, { name: A, value: x }] }',
    ],
    [
      'the order of mounts',
      '{ volumeMounts: [{ mountPath: /a }, { mountPath: /b }] }',
      '{ volumeMounts: [{ mountPath: /b }, { mountPath: /a }] }',
    ],
    [
      'the order of ports',
      '{ ports: [{ port: 53, protocol: TCP }, { port: 53, protocol: UDP }] }',
      '{ ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }] }',
    ],
    [
      'fields that are empty or missing',
      '{ securityContext: {}, containers: [{ name: a, resources: { limits: {} } }], tolerations: [], x: null }',
      '{ containers: [{ name: a }] }',
    ],
    [
      'how a number or a boolean is written',
      '{ hostNetwork: yes, mode: 0644 }',
      '{ hostNetwork: true, mode: 420 }',
    ],
  ])('finds no difference in %s', (_, before, after) => {
    expect(compareTexts(pod(before), pod(after))).toEqual({ changes: [], unchanged: 1 });
  });

  it.each([
    [
      'the order of init containers',
      '{ initContainers: [{ name: a }, { name: b }] }',
      '{ initContainers: [{ name: b }, { name: a }] }',
    ],
    [
      'the order of env entries that refer to each other',
      '{ env: [{ name: A, value: x }, { name: B, value: $(A) }] }',
      '{ env: [{ name: B, value: $(A) }, { name: A, value: x }] }',
    ],
    ['the order of arguments', '{ args: [a, b] }', '{ args: [b, a] }'],
    ['a removed emptyDir', '{ volumes: [{ name: a, emptyDir: {} }] }', '{ volumes: [{ name: a }] }'],
    ['a string that becomes a boolean', '{ x: "yes" }', '{ x: yes }'],
    ['a null in the values of a chart', '{ valuesObject: { x: null } }', '{ valuesObject: {} }'],
  ])('finds a difference in %s', (_, before, after) => {
    expect(compareTexts(pod(before), pod(after)).changes).toMatchObject([{ kind: 'changed', noise: [] }]);
  });

  it('lists changed noise by name, without a diff', () => {
    const { changes } = compareTexts(labelled('1', 'aa'), labelled('2', 'bb'));
    expect(changes).toEqual([
      {
        id: { group: 'apps', kind: 'Deployment', namespace: '', name: 'a' },
        kind: 'changed',
        origin: 'application',
        diff: '',
        noise: ['annotation checksum/config', 'label app.kubernetes.io/version', 'label helm.sh/chart'],
      },
    ]);
  });

  it('treats a chart label in a selector or a volumeClaimTemplate as a real change', () => {
    const [before, after] = ['1', '2'].map((version) =>
      labelled(version, 'aa', `, helm.sh/chart: app-${version}`),
    );
    expect(compareTexts(before ?? '', after ?? '').changes).toMatchObject([
      { diff: expect.stringContaining('-      helm.sh/chart: app-1\n+      helm.sh/chart: app-2') },
    ]);
    const claims = (version: string) =>
      pod(`{ volumeClaimTemplates: [{ metadata: { labels: { helm.sh/chart: app-${version} } } }] }`);
    expect(compareTexts(claims('1'), claims('2')).changes).toMatchObject([
      { diff: expect.stringContaining('+          helm.sh/chart: app-2'), noise: [] },
    ]);
  });

  it('matches an object with itself in another version of the API', () => {
    const { changes } = compareTexts(deployment('a').replace('apps/v1', 'apps/v1beta1'), deployment('a'));
    expect(changes).toMatchObject([{ kind: 'changed', id: { group: 'apps', name: 'a' } }]);
  });

  it('distinguishes objects by group, kind, namespace and name', () => {
    const object = (apiVersion: string, kind: string, metadata: string) =>
      `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: ${metadata}\nx: { ${kind}: 1, b: 2 }\n`;
    const before = object('v1', 'Cluster', '{ name: a }');
    const after = [
      object('v1', 'Cluster', '{ name: a }'),
      object('x.io/v1', 'Cluster', '{ name: a }'),
      object('v1', 'Other', '{ name: a }'),
      object('v1', 'Cluster', '{ name: a, namespace: other }'),
    ].join('');
    const { changes, unchanged } = compareTexts(before, after);
    expect(unchanged).toBe(1);
    expect(changes.map(({ kind }) => kind)).toEqual(['added', 'added', 'added']);
  });

  it('shows hunks with three lines of context, in the order of a manifest', () => {
    const { changes } = compareTexts(deployment('a'), deployment('a').replace('a:v1', 'a:v2'));
    expect(changes[0]?.diff).toBe(`@@ -15,7 +15,7 @@
     spec:
       containers:
         - name: main
-          image: ghcr.io/owner/a:v1
+          image: ghcr.io/owner/a:v2
           ports:
             - name: http
               containerPort: 8080`);
  });

  it('shows diffs that can be applied as patches', () => {
    const [before, after] = [
      deployment('a'),
      deployment('a', '          tty: true').replace('replicas: 2', 'replicas: 3'),
    ];
    const [changed] = compareTexts(before, after).changes;
    const [old, current] = [before, after].map((text) => writeYaml(normalize(objectOf(text))));
    expect(applyPatch(old ?? '', `--- a\n+++ b\n${changed?.diff}\n`)).toBe(current);
  });

  it('shows added and removed objects whole', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';
    const lines = ['apiVersion: v1', 'kind: ConfigMap', 'metadata:', '  name: a'];
    const diff = (sign: string) => lines.map((line) => sign + line).join('\n');
    expect(compareTexts('', text).changes).toMatchObject([
      { kind: 'added', diff: `@@ -0,0 +1,4 @@\n${diff('+')}` },
    ]);
    expect(compareTexts(text, '').changes).toMatchObject([
      { kind: 'removed', diff: `@@ -1,4 +0,0 @@\n${diff('-')}` },
    ]);
  });

  it('shows a long text that is completely replaced as removed and added lines', () => {
    const text = (word: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  x: |\n${Array.from({ length: 4_000 }, (_, line) => `    ${word} ${line}`).join('\n')}\n`;
    const diff = compareTexts(text('a'), text('b')).changes[0]?.diff ?? '';
    expect(diff.split('\n')).toHaveLength(1 + 2 * 4_006);
  });
});
