import { describe, expect, it } from '@jest/globals';
import { parseQuantity } from '../../../../pipeline/diff/hazards/quantity.ts';

describe('parseQuantity', () => {
  it.each([
    ['10Gi', 10 * 2 ** 30],
    ['1.5Ti', 1.5 * 2 ** 40],
    ['10G', 10e9],
    ['500m', 0.5],
    ['250u', 0.00025],
    ['1e3', 1000],
    ['1E3', 1000],
    ['1E', 1e18],
    ['1e3Ki', 1024e3],
    ['.5', 0.5],
    ['5.', 5],
    [7, 7],
    ['-1', -1],
  ])('reads %s', (text, expected) => expect(parseQuantity(text)).toBeCloseTo(expected, 9));

  it.each(['', 'Gi', '10GiB', '1 0', 'ten', null, undefined, {}, true])('returns undefined for %j', (text) =>
    expect(parseQuantity(text)).toBeUndefined(),
  );
});
