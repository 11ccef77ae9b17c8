import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareObjects } from '../../../../pipeline/diff/compare/compare.ts';
import { imageChanges } from '../../../../pipeline/diff/compare/images.ts';
import { findHazards } from '../../../../pipeline/diff/hazards/find.ts';
import type { KubernetesObject, ObjectChange } from '../../../../pipeline/diff/model.ts';
import { redact } from '../../../../pipeline/diff/redact/redact.ts';

const name = fc.constantFrom('web', 'core', 'db', 'web-db');
const word = fc.constantFrom('a', 'b', 'c', 'd');
const leaf = fc.oneof(word, fc.integer({ min: 0, max: 2 }), fc.boolean(), fc.constant(null));
const byName = (item: { name: string }) => item.name;
const containers = fc.uniqueArray(
  fc.record({
    name: word,
    image: fc.constantFrom('x:v1', 'x:v2', 'y:latest'),
    env: fc.uniqueArray(fc.record({ name: word, value: word }), { selector: byName, maxLength: 3 }),
    volumeMounts: fc.uniqueArray(fc.record({ mountPath: word, name: word }), {
      selector: ({ mountPath }) => mountPath,
      maxLength: 3,
    }),
    securityContext: fc.dictionary(fc.constantFrom('runAsUser', 'privileged', 'x'), leaf, { maxKeys: 2 }),
  }),
  { selector: byName, maxLength: 3 },
);

const kinds = [
  ['v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['v1', 'PersistentVolumeClaim'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['rbac.authorization.k8s.io/v1', 'Role'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['argoproj.io/v1alpha1', 'Application'],
  ['postgresql.cnpg.io/v1', 'Cluster'],
  ['x.example.com/v1', 'constructor'],
] as const;

const object: fc.Arbitrary<KubernetesObject> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    metadata: fc.record(
      { name, namespace: word, labels: fc.dictionary(fc.constantFrom('app', 'helm.sh/chart'), word) },
      { requiredKeys: ['name'] },
    ),
    data: fc.dictionary(word, leaf, { maxKeys: 2 }),
    spec: fc.record({
      replicas: leaf,
      selector: fc.dictionary(word, leaf),
      template: fc.record({ spec: fc.record({ containers }) }),
      extra: fc.oneof(leaf, fc.array(leaf)),
    }),
  })
  .map(({ kind: [apiVersion, kind], metadata: { name, namespace, labels = {} }, ...rest }) => ({
    apiVersion,
    kind,
    metadata: { name, labels, ...(namespace === undefined ? {} : { namespace }) },
    ...rest,
  }));
const objects = fc.array(object, { maxLength: 12 });

/** The same value with its keys and named lists in another order. */
function shuffled(value: unknown, pick: () => number): unknown {
  const shuffle = <T>(items: readonly T[]) =>
    items
      .map((item) => ({ item, at: pick() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ item }) => item);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => shuffled(item, pick));
    return value.every((item) => typeof item === 'object' && item !== null) ? shuffle(items) : items;
  }
  return Object.fromEntries(
    shuffle(Object.entries(value).map(([key, inner]) => [key, shuffled(inner, pick)])),
  );
}

const shuffleObject = (each: KubernetesObject, pick: () => number): KubernetesObject => {
  const { apiVersion, kind, metadata, ...rest } = each;
  const other = shuffled(rest, pick);
  return { ...(typeof other === 'object' ? other : {}), metadata, kind, apiVersion };
};

const compare = (before: readonly KubernetesObject[], after: readonly KubernetesObject[]) =>
  compareObjects(before, after, 'application');
const runs = { numRuns: 300 };

describe('a comparison', () => {
  it('of objects with themselves finds no changes, hazards or images', () => {
    fc.assert(
      fc.property(objects, (all) => {
        const { changes } = compare(all, structuredClone(all));
        expect(changes).toEqual([]);
        expect(findHazards({ before: all, after: all, changes })).toEqual([]);
        expect(imageChanges(all, all)).toEqual([]);
      }),
      runs,
    );
  });

  it('ignores the order of objects, keys and named lists', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(object, {
          selector: ({ kind, metadata }) => `${kind} ${metadata.namespace} ${metadata.name}`,
        }),
        fc.infiniteStream(fc.nat()),
        (all, stream) => {
          const pick = () => Number(stream.next().value);
          const other = all.map((each) => shuffleObject(each, pick)).toReversed();
          expect(compare(all, other).changes).toEqual([]);
        },
      ),
      runs,
    );
  });

  it('with its sides swapped finds the opposite changes', () => {
    const mirror = ({ id, kind, renamedFrom, noise, diff }: ObjectChange) => {
      const opposite = {
        added: 'removed',
        removed: 'added',
        changed: 'changed',
        renamed: 'renamed',
      } as const;
      return {
        id: renamedFrom ?? id,
        kind: opposite[kind],
        renamedFrom: renamedFrom && id,
        noise,
        isEmpty: diff === '',
      };
    };
    const plain = ({ id, kind, renamedFrom, noise, diff }: ObjectChange) => ({
      id,
      kind,
      renamedFrom,
      noise,
      isEmpty: diff === '',
    });
    const sorted = (all: readonly unknown[]) => all.map((each) => JSON.stringify(each)).toSorted();
    fc.assert(
      fc.property(objects, objects, (a, b) => {
        const [there, back] = [compare(a, b), compare(b, a)];
        expect(sorted(there.changes.map(plain))).toEqual(sorted(back.changes.map(mirror)));
        expect(there.unchanged).toBe(back.unchanged);
      }),
      runs,
    );
  });

  it('shows no part of a secret in diffs, hazards and images', () => {
    const canary = fc.stringMatching(/^canary[a-z0-9 "'\\#:=]{4,20}canary$/);
    const key = new Uint8Array(32);
    const plant = (each: KubernetesObject, secret: string): KubernetesObject => ({
      ...each,
      ...(each.kind === 'Secret' ? { stringData: { a: secret } } : {}),
      immutable: true,
      spec: {
        password: secret,
        template: {
          spec: {
            containers: [
              {
                name: 'a',
                image: 'x:v1',
                env: [{ name: 'API_TOKEN', value: secret }],
                args: ['--password', secret],
              },
            ],
          },
        },
        config: `{"apiKey": ${JSON.stringify(secret)}}`,
        toml: `a = 1\npassword = ${JSON.stringify(secret)}\n`,
      },
      data:
        each.kind === 'Secret'
          ? { x: Buffer.from(secret).toString('base64') }
          : { token: secret, y: `a: b\npassword: ${secret}` },
    });
    fc.assert(
      fc.property(objects, canary, canary, (all, one, other) => {
        const [before, after] = [one, other].map((secret) =>
          all.map((each) => redact(plant(each, secret), key)),
        );
        if (before === undefined || after === undefined) throw new Error('two sides');
        const { changes } = compare(before, after.slice(1));
        const hazards = findHazards({ before, after: after.slice(1), changes });
        const text = JSON.stringify([changes, hazards, imageChanges(before, after)]);
        expect(text).not.toContain('canary');
        for (const secret of [one, other]) expect(text).not.toContain(Buffer.from(secret).toString('base64'));
      }),
      runs,
    );
  });
});
