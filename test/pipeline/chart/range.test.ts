import { describe, expect, it } from '@jest/globals';
import { isRange, newestInRange, newestVersions } from '../../../pipeline/chart/range.ts';

// That Argo CD picks the same is held by repo-server.engines.test.ts; here is what Helm would not push.
describe('the newest version in a range', () => {
  it.each([
    ['*', ['1.0.9', '1.0.10', 'latest', 'main', 'sha256-97fa.sig'], '1.0.10'],
    ['*', ['1.0.0', 'v1.1', '1.0.9'], 'v1.1'],
    ['~1.0', ['1.0.1_build.5', '1.0.0'], '1.0.1_build.5'],
    ['*', ['1.0.0_a', '1.0.0_b'], '1.0.0_a'],
    ['*', ['2.0.0-rc.1', '1.0.0'], '1.0.0'],
    ['>=1.0.0-0', ['2.0.0-rc.1', '1.0.0'], '2.0.0-rc.1'],
    ['~2.0', ['1.0.0'], undefined],
    ['*', [], undefined],
  ])('%s of %j is %s', (range, tags, newest) => {
    expect(newestInRange(range, tags)).toBe(newest);
  });

  it.each(['*', '~1.0', '1.x', '>=1 <2', '^1.2.3-0'])('%s is a range', (text) => {
    expect(isRange(text)).toBe(true);
  });

  it.each(['1.0.76', 'v1.0', '1', '1.0.0_build', 'main', 'latest', '', ' '])('%j is none', (text) => {
    expect(isRange(text)).toBe(false);
  });

  it('names the newest versions first, and nothing else', () => {
    const tags = ['1.0.9', 'main', '1.0.10', '0.1.0', '1.0.10-rc.1'];
    expect(newestVersions(tags, 3)).toEqual(['1.0.10', '1.0.10-rc.1', '1.0.9']);
  });
});
