import { describe, expect, it } from '@jest/globals';
import { measure } from '../../../../pipeline/promotion/status/dora.ts';

const now = new Date('2026-11-18T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const update = (pin: string, hours: number, succeeded = true) => ({
  pin,
  succeeded,
  at: hoursAgo(hours).toISOString(),
});

const measured = (
  updates: readonly ReturnType<typeof update>[],
  rejected: readonly string[] = [],
  committed: Readonly<Record<string, number>> = {},
) =>
  measure({
    updates,
    rejected: new Set(rejected),
    committed: new Map(
      Object.entries(committed).map(([version, hours]) => [version, hoursAgo(hours).getTime()]),
    ),
    now,
  });

describe('the four measures of DORA', () => {
  it('count new versions, not repetitions and rollbacks', () => {
    const updates = [
      update('1.0.76', 1),
      update('1.0.77', 2),
      update('1.0.77@sha256:ab', 3),
      update('1.0.76', 40),
      update('1.0.75', 24 * 100),
    ];
    expect(measured(updates)).toMatchObject({ days: 90, deployments: 2, changeFailureRate: 0 });
  });

  it('take the median of the hours from commit to deployment', () => {
    const updates = [update('1.0.78', 1), update('1.0.77', 10), update('1.0.76', 20)];
    const committed = { '1.0.76': 22, '1.0.77': 20, '1.0.78': 5 };
    expect(measured(updates, [], committed).leadTimeHours).toBe(4);
    expect(measured(updates, [], { '1.0.76': 22, '1.0.78': 5 }).leadTimeHours).toBe(3);
  });

  it('count a version that was not deployed, or was rejected later, as a failure until one succeeds', () => {
    const updates = [
      update('1.0.79', 2),
      update('1.0.76', 6),
      update('1.0.78', 10),
      update('1.0.77', 20),
      update('1.0.77', 23, false),
      update('1.0.76', 40),
    ];
    expect(measured(updates, ['1.0.78'])).toMatchObject({
      deployments: 4,
      changeFailureRate: 0.5,
      timeToRestoreHours: 3.5,
    });
  });

  it('are left out when there were no deployments', () => {
    expect(measured([])).toEqual({ days: 90, deployments: 0, deploymentsPerWeek: 0 });
  });
});
