import { describe, expect, it } from '@jest/globals';
import { hotfixNotice, parseHotfix } from '../../model/hotfix.ts';

const hotfix = { version: '1.0.77', reason: 'the login is broken', actor: 'ada' };
const hint = 'it is written by pipeline cut --hotfix: {version, reason, actor}';

describe('a hotfix', () => {
  it.each([hotfix, { ...hotfix, version: '1.1.0-rc.1' }])(
    'is a version, a reason and an actor: %j',
    (written) => {
      expect(parseHotfix(JSON.stringify(written))).toEqual({ value: written });
    },
  );

  it.each<[object, string, string]>([
    [{ ...hotfix, reason: undefined }, 'hotfix.reason', 'is not set'],
    [{ ...hotfix, reason: ' \n' }, 'hotfix.reason', 'is empty'],
    [{ ...hotfix, actor: '' }, 'hotfix.actor', 'is empty'],
    [{ ...hotfix, actor: 7 }, 'hotfix.actor', 'is not set'],
    [{ ...hotfix, version: undefined }, 'hotfix.version', 'is not set'],
    [{ ...hotfix, version: 'v1.0.77' }, 'hotfix.version', 'is not one version, such as 1.0.77'],
    [{ ...hotfix, version: '~1.0' }, 'hotfix.version', 'is not one version, such as 1.0.77'],
    [{ ...hotfix, version: '' }, 'hotfix.version', 'is not one version, such as 1.0.77'],
    [{ ...hotfix, until: 'tomorrow', by: 'ada' }, 'hotfix', 'has no until, by'],
    [[hotfix], 'hotfix', 'is not an object'],
  ])('is refused: %j', (written, where, what) => {
    expect(parseHotfix(JSON.stringify(written)).faults).toEqual([{ where, what, hint }]);
  });

  it.each(['', 'yes', '{', '"1.0.77"', 'null'])('is refused as %j', (written) => {
    expect(parseHotfix(written).faults).toEqual([{ where: 'hotfix', what: 'is not an object', hint }]);
  });

  it('is refused with all its faults together', () => {
    expect(parseHotfix('{"version": "latest", "x": 1}').faults).toHaveLength(4);
  });
});

describe('the notice of a hotfix', () => {
  it('says that its version goes without staging, even if the pin has a digest', () => {
    const notice = 'hotfix: 1.0.77 goes without staging: the login is broken (ada)';
    expect(hotfixNotice(hotfix, { kind: 'exact', version: '1.0.77' })).toBe(notice);
    const digest = `sha256:${'0'.repeat(64)}` as const;
    expect(hotfixNotice(hotfix, { kind: 'exact', version: '1.0.77', digest })).toBe(notice);
  });

  it.each([{ kind: 'exact', version: '1.0.78' } as const, { kind: 'range', range: '1.0.77 || *' } as const])(
    'says that it has no effect for %j',
    (pin) => {
      expect(hotfixNotice(hotfix, pin)).toBe(
        'hotfix: is for 1.0.77, not for the version of this stack, and has no effect',
      );
    },
  );
});
