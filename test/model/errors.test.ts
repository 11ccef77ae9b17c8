import { describe, expect, it } from '@jest/globals';
import { RunError } from '@pulumi/pulumi';
import { UserError } from '../../model/errors.ts';

describe("a user's mistake", () => {
  it('says where, what and how to mend it, one after the other', () => {
    const error = new UserError([
      { where: 'version', what: 'is not set', hint: 'set it' },
      { what: 'no cluster' },
    ]);
    expect(error.message).toBe('version: is not set\n    set it\nno cluster');
  });

  it('is one that Pulumi prints without its stack', () => {
    expect(RunError.isInstance(new UserError([]))).toBe(true);
    expect(RunError.isInstance(new Error())).toBe(false);
  });
});
