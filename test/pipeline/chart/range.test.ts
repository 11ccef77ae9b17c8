import { describe, expect, it } from '@jest/globals';
import { isRange, newestInRange, newestVersions } from '../../../pipeline/chart/range.ts';

// repo-server.engines.test.ts compares with Argo CD; these are cases that Helm would not push.
describe('versions in a range', () => {
  it.each([
    ['*', ['1.0.9', '1.0.10', 'latest', 'main', 'sha256-97fa.sig'], '1.0.10'],
    ['*', ['1.0.0', 'v1.1', '1.0.9'], 'v1.1'],
    ['~1.0', ['1.0.1_build.5', '1.0.0'], '1.0.1_build.5'],
    ['*', ['1.0.0_a', '1.0.0_b'], '1.0.0_a'],
    ['*', ['2.0.0-rc.1', '1.0.0'], '1.0.0'],
    ['>=1.0.0-0', ['2.0.0-rc.1', '1.0.0'], '2.0.0-rc.1'],
    ['~2.0', ['1.0.0'], undefined],
    ['*', [], undefined],
  ])('the newest version for the range %s in the tags %j is %s', (range, tags, newest) => {
    expect(newestInRange(range, tags)).toBe(newest);
  });

  it.each(['*', '~1.0', '1.x', '>=1 <2', '^1.2.3-0'])('isRange accepts %s', (text) => {
    expect(isRange(text)).toBe(true);
  });

  it.each(['1.0.76', 'v1.0', '1', '1.0.0_build', 'main', 'latest', '', ' '])('isRange rejects %j', (text) => {
    expect(isRange(text)).toBe(false);
  });

  it('newestVersions returns the newest versions first, without other tags', () => {
    const tags = ['1.0.9', 'main', '1.0.10', '0.1.0', '1.0.10-rc.1'];
    expect(newestVersions(tags, 3)).toEqual(['1.0.10', '1.0.10-rc.1', '1.0.9']);
  });
});
