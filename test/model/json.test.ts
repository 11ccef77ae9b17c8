import { describe, expect, it } from '@jest/globals';
import { parseJson } from '../../model/json.ts';

describe('parseJson', () => {
  it.each([
    ['a text', '{"a": [1]}'],
    ['bytes in UTF-8', new TextEncoder().encode('{"a": [1]}')],
  ])('parses %s', (_, json) => {
    expect(parseJson(json)).toEqual({ a: [1] });
  });

  it.each([
    ['an empty text', ''],
    ['a text that is not JSON', '<html>'],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ])('returns undefined for %s', (_, json) => {
    expect(parseJson(json)).toBeUndefined();
  });
});
