import { describe, expect, it } from '@jest/globals';
import type { DiffReport, Severity } from '../../../../pipeline/diff/model.ts';
import {
  countChanges,
  countHazards,
  countLines,
  headlineOf,
  noiseTitles,
  separateNoise,
} from '../../../../pipeline/diff/report/summary.ts';
import { nothing, object, partlyFailed, promotion, staging } from './sample.ts';

const withHazards = (...found: readonly (readonly [Severity, string])[]): DiffReport => ({
  title: '',
  environments: [
    {
      ...staging,
      hazards: found.map(([severity, name]) => ({
        severity,
        rule: 'a-rule',
        object: object('Secret', name),
        reason: '',
        hint: '',
      })),
    },
  ],
});

describe('the headline', () => {
  it.each<[string, DiffReport, string]>([
    ['a promotion', promotion, '2 environments, 40 objects, 1 would lose data'],
    ['a comparison without changes', nothing, 'nothing changes'],
    ['a failed environment', partlyFailed, '3 environments, 17 objects, 1 environment could not be rendered'],
    ['a report without hazards', withHazards(), '1 environment, 17 objects, no hazards'],
    [
      'hazards of several severities, of which only the highest counts',
      withHazards(['data-loss', 'a'], ['data-loss', 'b'], ['caution', 'c']),
      '1 environment, 17 objects, 2 would lose data',
    ],
    [
      'an object with two hazards, which counts once',
      withHazards(['privilege', 'a'], ['privilege', 'a']),
      '1 environment, 17 objects, 1 gains privileges',
    ],
    [
      'several objects with hazards',
      withHazards(['caution', 'a'], ['caution', 'b']),
      '1 environment, 17 objects, 2 should be reviewed',
    ],
  ])('sums up %s', (_, report, headline) => {
    expect(headlineOf(report)).toBe(headline);
  });
});

describe('the counts of a report', () => {
  const [, demo = staging] = promotion.environments;

  it('count changes by kind, without those that are only noise', () => {
    expect(countChanges(demo.changes)).toEqual({ added: 1, changed: 20, removed: 1, renamed: 1 });
    expect(separateNoise(demo.changes).noisy).toHaveLength(16);
    expect(noiseTitles(separateNoise(demo.changes).noisy)).toBe(
      'label app.kubernetes.io/version, label helm.sh/chart',
    );
  });

  it('count hazards by severity, the most severe first', () => {
    const { hazards } =
      withHazards(['caution', 'a'], ['outage', 'b'], ['caution', 'c']).environments[0] ?? staging;
    expect(countHazards(hazards)).toEqual([
      ['outage', 1],
      ['caution', 2],
    ]);
  });

  it('count the added and removed lines of a diff', () => {
    expect(countLines('@@ -1,2 +1,3 @@\n a\n-b\n+c\n+d')).toEqual({ added: 2, removed: 1 });
    expect(countLines('')).toEqual({ added: 0, removed: 0 });
  });
});
