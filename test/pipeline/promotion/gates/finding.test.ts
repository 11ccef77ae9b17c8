import { describe, expect, it } from '@jest/globals';
import {
  type Finding,
  formatFindings,
  isRefused,
  refusalsOf,
} from '../../../../pipeline/promotion/gates/finding.ts';

const passed: Finding = { gate: 'release', verdict: 'passed', what: 'it is there', hint: 'do nothing' };
const waived: Finding = { gate: 'e2e', verdict: 'waived', what: 'ada: it is broken' };
const warned: Finding = { gate: 'rejection', verdict: 'warned', what: 'bob rejected it', hint: 'fix it' };
const refused: Finding = { gate: 'lock', verdict: 'refused', what: 'an image moved', hint: 'find out who' };
const bare: Finding = { gate: 'soak', verdict: 'refused', what: 'there is no pass' };

describe('findings', () => {
  it('refuse a release when one of them does', () => {
    expect(isRefused([passed, refused])).toBe(true);
    expect(isRefused([passed, waived, warned])).toBe(false);
    expect(isRefused([])).toBe(false);
  });

  it('are shown as a table, with the hints of those that did not pass below it', () => {
    expect(formatFindings([passed, waived, warned, refused, bare]).split('\n')).toEqual([
      'GATE        VERDICT   WHY',
      'release     passed    it is there',
      'e2e         waived    ada: it is broken',
      'rejection   warned    bob rejected it',
      'lock        refused   an image moved',
      'soak        refused   there is no pass',
      '',
      'rejection: fix it',
      'lock: find out who',
    ]);
  });

  it('are shown as a table alone when there is nothing to do', () => {
    expect(formatFindings([passed, waived]).split('\n')).toHaveLength(3);
  });

  it('become one fault for each refusal, with its place and its hint', () => {
    expect(refusalsOf('demo: 1.0.77', [passed, waived, warned, refused, bare])).toStrictEqual([
      { where: 'demo: 1.0.77: lock', what: 'an image moved', hint: 'find out who' },
      { where: 'demo: 1.0.77: soak', what: 'there is no pass' },
    ]);
  });
});
