import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../../model/errors.ts';
import { formatReference, parseReference } from '../../../pipeline/oci/reference.ts';

const digest = `sha256:${'0a'.repeat(32)}` as const;

describe('parseReference', () => {
  it.each([
    ['ghcr.io/owner/name', { registry: 'ghcr.io', repository: 'owner/name' }],
    ['ghcr.io/owner/name:v1.0', { registry: 'ghcr.io', repository: 'owner/name', tag: 'v1.0' }],
    [`ghcr.io/owner/name@${digest}`, { registry: 'ghcr.io', repository: 'owner/name', digest }],
    ['localhost/name', { registry: 'localhost', repository: 'name' }],
    [
      `127.0.0.1:5000/a/b__c/d-e:1_X@${digest}`,
      { registry: '127.0.0.1:5000', repository: 'a/b__c/d-e', tag: '1_X', digest },
    ],
    ['[::1]:5000/a:1', { registry: '[::1]:5000', repository: 'a', tag: '1' }],
  ])('parses %s, with and without oci://', (text, expected) => {
    expect(parseReference(text)).toEqual(expected);
    expect(parseReference(`oci://${text}`)).toEqual(expected);
    expect(formatReference(parseReference(text))).toBe(text);
  });

  it.each([
    ['', 'host of a registry'],
    ['alpine', 'host of a registry'],
    ['owner/name:1', 'host of a registry'],
    ['https://ghcr.io/owner/name', 'scheme'],
    ['ghcr.io/', 'repository'],
    ['ghcr.io/Owner/name', 'repository'],
    ['ghcr.io/owner//name', 'repository'],
    ['ghcr.io/owner/../name', 'repository'],
    ['ghcr.io/owner/name:', 'tag'],
    ['ghcr.io/owner/name:-x', 'tag'],
    ['ghcr.io/owner/name:$(id)', 'tag'],
    ['ghcr.io/owner/name:a\nb', 'tag'],
    [`ghcr.io/owner/name:${'x'.repeat(129)}`, 'tag'],
    ['ghcr.io/owner/name@sha256:12', 'digest'],
    [`ghcr.io/owner/name@${digest.toUpperCase()}`, 'digest'],
    ['user:secret@ghcr.io/owner/name', 'host of a registry'],
    ['ghcr.io?x/owner/name', 'host of a registry'],
  ])('refuses %j and names the %s', (text, part) => {
    expect(() => parseReference(text)).toThrow(UserError);
    expect(() => parseReference(text)).toThrow(part);
  });
});
