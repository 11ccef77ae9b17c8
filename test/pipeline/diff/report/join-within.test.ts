import { describe, expect, it } from '@jest/globals';
import { type Block, joinWithin } from '../../../../pipeline/diff/report/join-within.ts';

const block = (short: string, length: number): Block => ({ short, long: short.repeat(length) });
const note = (missing: number) => (missing === 0 ? [] : [`-${missing}`]);

describe('joinWithin', () => {
  it.each<[number, string | undefined]>([
    [20, 'H\n\naaa\n\nb\n\ncccccc\n\nd'],
    [21, 'H\n\naaa\n\nb\n\ncccccc\n\nd'],
    [19, 'H\n\n-1\n\naaa\n\nb\n\nc\n\nd'],
    [18, 'H\n\n-2\n\na\n\nb\n\nc\n\nd'],
    [17, 'H\n\n-2\n\na\n\nb\n\nc\n\nd'],
    [16, undefined],
  ])('shortens the longest paragraphs first, to fit into %d characters', (limit, text) => {
    const body = [block('a', 3), 'b', block('c', 6), 'd'];
    const found = joinWithin(limit, ['H'], body, note);
    expect(found).toBe(text);
  });
});
