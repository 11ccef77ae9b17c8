import { describe, expect, it } from '@jest/globals';
import { compareTexts, deployment } from '../manifests/manifests.ts';

const kinds = (before: string, after: string) =>
  compareTexts(before, after).changes.map(({ kind, id, renamedFrom }) => [kind, renamedFrom?.name, id.name]);

describe('a rename', () => {
  it('is found if the content is nearly the same', () => {
    const { changes } = compareTexts(deployment('core'), deployment('engine', '          tty: true'));
    expect(changes).toMatchObject([
      { kind: 'renamed', id: { name: 'engine' }, renamedFrom: { kind: 'Deployment', name: 'core' } },
    ]);
    expect(changes[0]?.diff).toContain('-  name: core\n+  name: engine');
  });

  it('is found across namespaces', () => {
    const { changes } = compareTexts(deployment('core'), deployment('core').replace('demo', 'demo-2'));
    expect(changes).toMatchObject([{ kind: 'renamed', renamedFrom: { namespace: 'demo' } }]);
  });

  it('is not found if the content or the kind differs', () => {
    const other = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: b }\nspec: { x: 1 }';
    expect(kinds(deployment('a'), other)).toEqual(
      [
        ['removed', undefined, 'a'],
        ['added', undefined, 'b'],
      ].toSorted(),
    );
    const set = deployment('b').replace('kind: Deployment', 'kind: StatefulSet');
    expect(kinds(deployment('a'), set).map(([kind]) => kind)).toEqual(['removed', 'added']);
  });

  it('pairs the most similar objects, and each object only once', () => {
    const before = deployment('a', '          tty: true\n          stdin: true') + deployment('b');
    const after =
      deployment('c') +
      deployment('d', '          tty: true') +
      deployment('e', '          tty: true\n          stdin: true');
    expect(kinds(before, after)).toEqual([
      ['renamed', 'b', 'c'],
      ['added', undefined, 'd'],
      ['renamed', 'a', 'e'],
    ]);
  });

  it('pairs objects with the same content by the words of their names', () => {
    const many = (prefix: string) =>
      Array.from({ length: 300 }, (_, index) =>
        deployment(`${prefix}-${index}`).replaceAll(`/${prefix}-${index}`, '/x'),
      ).join('');
    const renames = kinds(many('blue'), many('green'));
    expect(renames).toHaveLength(300);
    expect(
      renames.filter(([, from, to]) => from?.slice('blue'.length) !== to?.slice('green'.length)),
    ).toEqual([]);
  });
});
