import { describe, expect, it } from '@jest/globals';
import { type Digest, isDigest } from '../../../model/digest.ts';
import { digestOf } from '../../../pipeline/oci/digest.ts';
import { bytesOf } from './support/content.ts';

// The test vectors of FIPS 180-2 for "abc".
const sha256: Digest = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const sha512: Digest = `sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a${'2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f'}`;

describe('digestOf', () => {
  it('computes SHA-256 unless a digest of another algorithm is to be matched', () => {
    expect(digestOf(bytesOf('abc'))).toBe(sha256);
    expect(digestOf(bytesOf('abc'), sha256)).toBe(sha256);
    expect(digestOf(bytesOf('abc'), sha512)).toBe(sha512);
  });
});

describe('isDigest', () => {
  it.each([sha256, sha512])('accepts %s', (text) => expect(isDigest(text)).toBe(true));

  it.each([
    ['no text', ''],
    ['an algorithm alone', 'sha256:'],
    ['hexadecimal digits alone', sha256.slice('sha256:'.length)],
    ['upper case', sha256.toUpperCase()],
    ['upper case digits', `sha256:${'A'.repeat(64)}`],
    ['one digit less', sha256.slice(0, -1)],
    ['one digit more', `${sha256}0`],
    ['one digit less of SHA-512', sha512.slice(0, -1)],
    ['one digit more of SHA-512', `${sha512}0`],
    ['another letter', `${sha256.slice(0, -1)}g`],
    ['text before it', `x${sha256}`],
    ['text before SHA-512', `x${sha512}`],
    ['text after it', `${sha256}/x`],
    ['a line break after it', `${sha256}\n`],
    ['an algorithm that is not registered', `md5:${'a'.repeat(32)}`],
    ['the length of another algorithm', `sha512:${'a'.repeat(64)}`],
    ['SHA-256 with the length of SHA-512', `sha256:${'a'.repeat(128)}`],
  ])('refuses %s', (_, text) => expect(isDigest(text)).toBe(false));
});
