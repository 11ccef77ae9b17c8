import { describe, expect, it } from '@jest/globals';
import { RunError } from '@pulumi/pulumi';
import { UserError } from '../../model/errors.ts';

describe("a user's mistake", () => {
  it('says where, what happened and what to do, in this order', () => {
    const error = new UserError([
      { where: 'version', what: 'is not set', hint: 'set it' },
      { what: 'no cluster' },
    ]);
    expect(error.message).toBe('version: is not set\n    set it\nno cluster');
  });

  it('is an error that Pulumi prints without a stack trace', () => {
    expect(RunError.isInstance(new UserError([]))).toBe(true);
    expect(RunError.isInstance(new Error())).toBe(false);
  });
});
