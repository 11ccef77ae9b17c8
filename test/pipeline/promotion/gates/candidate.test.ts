import { describe, expect, it } from '@jest/globals';
import { isRollback, isUnchanged } from '../../../../pipeline/promotion/gates/candidate.ts';
import { ago, candidate, digest, release } from './candidates.ts';

const at = ago(100);
const other = { version: '1.0.78', digest: digest('1.0.78'), at };
const same = { version: '1.0.77', digest: release.digest, at };

describe('isRollback', () => {
  it.each([
    ['true when the release ran in the environment before', [other, same], true],
    ['true when its version ran without a known digest', [{ version: '1.0.77', at }], true],
    ['false when its version had another digest', [{ ...same, digest: digest('other') }], false],
    ['false when its digest had another version', [{ ...same, version: '1.0.78' }], false],
    ['false when nothing ran before', [], false],
  ])('is %s', (_, history, expected) => {
    expect(isRollback(candidate({ history }))).toBe(expected);
  });
});

describe('isUnchanged', () => {
  it.each([
    ['true when the pin was deployed last', [same, other], true],
    ['false when another was deployed since', [other, same], false],
    [
      'false when its version was deployed last with another digest',
      [{ ...same, digest: digest('x') }],
      false,
    ],
    ['false when another version was deployed last with its digest', [{ ...same, version: '1' }], false],
    ['false when nothing was deployed', [], false],
  ])('is %s', (_, history, expected) => {
    expect(isUnchanged(candidate({ history }))).toBe(expected);
  });
});
