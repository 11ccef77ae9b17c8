import { describe, expect, it } from '@jest/globals';
import type { ScenarioResult } from '../../../pipeline/e2e/run-scenario.ts';
import { judgeRun, type Observation } from '../../../pipeline/e2e/verdict.ts';

const result = (name: string, state: ScenarioResult['state']): ScenarioResult => ({
  name,
  state,
  failures: [],
  milliseconds: 1,
});

/** A run in which both required scenarios passed on 1.0.77; with changes. */
const observation = (changes: Partial<Observation> = {}): Observation => ({
  version: '1.0.77',
  before: '1.0.77',
  after: '1.0.77',
  required: ['health', 'login'],
  results: [result('health', 'passed'), result('login', 'passed')],
  ...changes,
});

describe('the verdict on a run', () => {
  it('is that it passed when every required scenario passed on the version under test', () => {
    expect(judgeRun(observation())).toEqual({ kind: 'passed', reason: '2 scenarios passed' });
  });

  it('is that it failed when a scenario failed, and names each that did', () => {
    const results = [result('health', 'failed'), result('login', 'failed'), result('srql', 'passed')];
    expect(judgeRun(observation({ results }))).toEqual({ kind: 'failed', reason: 'health, login failed' });
  });

  it('is that it failed also when another scenario was skipped', () => {
    const results = [result('health', 'failed'), result('login', 'skipped')];
    expect(judgeRun(observation({ results })).kind).toBe('failed');
  });

  it.each([
    ['another version', '1.0.76', '1.0.76'],
    ['no version', undefined, 'an unknown version'],
  ])('is inconclusive when %s was served before or after the scenarios', (_, served, name) => {
    const inconclusive = (reason: string) => ({ kind: 'inconclusive', reason });
    expect(judgeRun(observation({ before: served }))).toEqual(inconclusive(`${name} was served, not 1.0.77`));
    expect(judgeRun(observation({ after: served }))).toEqual(
      inconclusive(`${name} was served when the scenarios ended, not 1.0.77`),
    );
  });

  it('is inconclusive, not failed, when a scenario failed on another version', () => {
    const results = [result('health', 'failed')];
    expect(judgeRun(observation({ after: '1.0.78', results })).kind).toBe('inconclusive');
  });

  it.each([
    ['was skipped', [result('health', 'passed'), result('login', 'skipped')], 'login did not complete'],
    ['did not run', [result('login', 'passed')], 'health did not complete'],
    ['did not run, though others passed', [result('srql', 'passed')], 'health, login did not complete'],
    ['and every other was skipped', [result('health', 'skipped')], 'no scenario completed'],
    ['and every other did not run', [], 'no scenario completed'],
  ])('is inconclusive when a required scenario %s', (_, results, reason) => {
    expect(judgeRun(observation({ results }))).toEqual({ kind: 'inconclusive', reason });
  });

  it('is inconclusive when no scenario is required, whatever passed', () => {
    expect(judgeRun(observation({ required: [] }))).toEqual({
      kind: 'inconclusive',
      reason: 'no scenario completed',
    });
  });
});
