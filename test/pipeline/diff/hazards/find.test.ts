import { describe, expect, it } from '@jest/globals';
import { hazardsBetween, manifest } from './between.ts';

const digest = `sha256:${'0a'.repeat(32)}`;
const pod = (name: string, ...images: string[]) =>
  manifest(
    'Pod',
    name,
    `spec: { containers: [${images.map((image, index) => `{ name: c${index}, image: "${image}" }`).join(', ')}] }`,
  );

describe('hazards of images', () => {
  it.each([
    [
      'a tag that usually moves',
      pod('a', 'x:v1'),
      pod('a', 'x:latest'),
      'container c0: x:latest: the tag usually moves',
    ],
    ['an image without a tag', '', pod('a', 'x'), 'container c0: x: the tag usually moves'],
    ['an image without a digest', pod('a', 'x:v1'), pod('a', 'x:v2'), 'container c0: x:v2: no digest'],
    [
      'only the tag that usually moves among several images',
      '',
      pod('a', 'x:v1', `y:main@${digest}`, 'z:main'),
      'container c2: z:main: the tag usually moves',
    ],
    [
      'a CloudNativePG Cluster without a digest',
      '',
      manifest('Cluster', 'a', 'spec: { imageName: "pg:17" }'),
      'instances: pg:17: no digest',
    ],
  ])('reports %s as a caution', (_, before, after, reason) => {
    expect(hazardsBetween(before, after)).toMatchObject([
      { severity: 'caution', rule: 'image-not-locked', reason: expect.stringContaining(reason) },
    ]);
  });

  it.each([
    ['an image with a digest', pod('a', 'x:v1'), pod('a', `x:v2@${digest}`)],
    ['an image that does not change', pod('a', 'x:v1', `y@${digest}`), pod('a', 'x:v1')],
  ])('reports nothing for %s', (_, before, after) => {
    expect(hazardsBetween(before, after)).toEqual([]);
  });
});

describe('findHazards', () => {
  it('sorts hazards by severity, then by object', () => {
    const deployment = (name: string, spec: string) => manifest('Deployment', name, `spec: ${spec}`);
    const before = [
      deployment('z', '{ replicas: 1 }'),
      deployment('a', '{ replicas: 1 }'),
      deployment('s', '{ selector: { a: b } }'),
      manifest('PersistentVolumeClaim', 'data'),
    ].join('');
    const after = [
      deployment('z', '{ replicas: 0 }'),
      deployment('a', '{ replicas: 0 }'),
      deployment('s', '{ selector: { a: c } }'),
      pod('p', 'x:latest'),
      manifest('Role', 'r', 'rules: [{ apiGroups: [""], resources: [pods], verbs: [get] }]'),
    ].join('');
    expect(hazardsBetween(before, after).map(({ severity, object }) => [severity, object.name])).toEqual([
      ['data-loss', 'data'],
      ['cannot-apply', 's'],
      ['outage', 'a'],
      ['outage', 'z'],
      ['privilege', 'r'],
      ['caution', 'p'],
    ]);
  });
});
