import { describe, expect, it } from '@jest/globals';
import { imageChanges, parseImage } from '../../../../pipeline/diff/compare/images.ts';
import { objectsOf } from '../manifests/manifests.ts';

const digest = `sha256:${'0a'.repeat(32)}`;
const workload = (kind: string, name: string, ...images: string[]) => {
  const containers = `containers: [${images.map((image, index) => `{ name: c${index}, image: "${image}" }`).join(', ')}]`;
  const spec: Record<string, string> = {
    Pod: `{ ${containers} }`,
    CronJob: `{ jobTemplate: { spec: { template: { spec: { ${containers} } } } } }`,
    Cluster: `{ imageName: "${images[0]}" }`,
  };
  const apiVersion = kind === 'Cluster' ? 'postgresql.cnpg.io/v1' : 'v1';
  return `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: ${spec[kind] ?? `{ template: { spec: { ${containers} } } }`}\n`;
};
const changes = (before: string, after: string) =>
  imageChanges(objectsOf(before), objectsOf(after)).map(({ repository, from, to }) => [repository, from, to]);

describe('parseImage', () => {
  it.each([
    ['ghcr.io/a/b:v1', 'ghcr.io/a/b', 'v1', undefined],
    ['localhost:5000/b', 'localhost:5000/b', 'latest', undefined],
    [`ghcr.io/a/b@${digest}`, 'ghcr.io/a/b', undefined, digest],
    [`localhost:5000/b:v1@${digest}`, 'localhost:5000/b', 'v1', digest],
  ])('reads %s', (text, repository, tag, expected) => {
    expect(parseImage(text)).toEqual({ repository, tag, digest: expected });
  });
});

describe('imageChanges', () => {
  it.each(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Rollout', 'Cluster'])(
    'finds the images of a %s',
    (kind) => {
      expect(changes(workload(kind, 'a', 'x:v1'), workload(kind, 'a', `x:v2@${digest}`))).toEqual([
        ['x', 'v1', `v2@${digest}`],
      ]);
    },
  );

  it('lists a change once, however many objects run the image', () => {
    const all = (tag: string) =>
      ['a', 'b', 'c'].map((name) => workload('Deployment', name, `x:${tag}`)).join('');
    expect(changes(all('v1'), all('v2'))).toEqual([['x', 'v1', 'v2']]);
  });

  it('pairs the old and the new version of the same container', () => {
    const before = workload('Deployment', 'a', 'x:v1') + workload('Deployment', 'b', 'x:v2');
    const after = workload('Deployment', 'a', 'x:v2') + workload('Deployment', 'b', 'x:v3');
    expect(changes(before, after)).toEqual([
      ['x', 'v1', 'v2'],
      ['x', 'v2', 'v3'],
    ]);
  });

  it('pairs the versions of a repository if the object is renamed', () => {
    expect(changes(workload('Deployment', 'a', 'x:v1'), workload('Deployment', 'b', 'x:v2'))).toEqual([
      ['x', 'v1', 'v2'],
    ]);
  });

  it('lists images that no longer run, and new images', () => {
    expect(changes(workload('Pod', 'a', 'x:v1', 'y:v1'), workload('Pod', 'a', 'z:v1', 'y:v1'))).toEqual([
      ['x', 'v1', undefined],
      ['z', undefined, 'v1'],
    ]);
  });
});
