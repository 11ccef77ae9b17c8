import { describe, expect, it } from '@jest/globals';
import { printable } from '../../http/printable.ts';

describe('printable', () => {
  it('puts the text on one line without control characters', () => {
    expect(printable(' a\n\u001b[31mb\u202ec\u00a0 ')).toBe('a [31mb c');
  });

  it('replaces every secret, and ignores an empty one', () => {
    expect(printable('token abc, again abc and d', ['abc', '', 'd'])).toBe(
      'token [secret], again [secret] an[secret] [secret]',
    );
  });

  it('replaces a secret that would cross the length limit', () => {
    expect(printable(`${'x'.repeat(398)}secret`, ['secret'])).toBe(`${'x'.repeat(398)}[s`);
  });
});
