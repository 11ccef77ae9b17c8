import type { Update } from '../history.ts';

/** A change of the version of an environment. */
interface Change {
  readonly version: string;
  /** When `pulumi up` ended, in milliseconds since 1970. */
  readonly at: number;
  /** Whether it is new in the environment; otherwise it is a rollback. */
  readonly isNew: boolean;
  readonly succeeded: boolean;
  /** Whether it was not deployed successfully, or was rejected later. */
  readonly failed: boolean;
}

export interface DoraSources {
  /** The runs of `pulumi up` of the environment, newest first. */
  readonly updates: readonly Update[];
  /** Versions that were rejected. */
  readonly rejected: ReadonlySet<string>;
  /** When the commit of a version was made, in milliseconds since 1970. */
  readonly committed: ReadonlyMap<string, number>;
  readonly now: Date;
}

/** The four measures of DORA ("Accelerate"); each is absent if there is nothing to measure. */
export interface Dora {
  /** The measured period. */
  readonly days: number;
  /** The number of new versions. */
  readonly deployments: number;
  readonly deploymentsPerWeek: number;
  /** Median of the hours from the commit of a version to its deployment. */
  readonly leadTimeHours?: number;
  /** Share of the new versions that were not deployed successfully, or were rejected later: 0 to 1. */
  readonly changeFailureRate?: number;
  /** Median of the hours from a failed version to the next that did not fail. */
  readonly timeToRestoreHours?: number;
}

const hour = 3_600_000;
const days = 90;

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined || sorted.length % 2 === 1) return upper;
  return ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The changes, oldest first. A run that repeats the version and the result of the one before it is not a change. */
function changesOf({ updates, rejected }: DoraSources): Change[] {
  const changes: Change[] = [];
  for (const { pin, succeeded, at } of updates.toReversed()) {
    const [version = ''] = pin.split('@');
    const last = changes.at(-1);
    if (version === '' || (last?.version === version && last.succeeded === succeeded)) continue;
    const isNew = !changes.some((change) => change.version === version);
    const failed = !succeeded || rejected.has(version);
    changes.push({ version, at: Date.parse(at), isNew, succeeded, failed });
  }
  return changes;
}

/** The hours from each first failure to the next change that did not fail. */
const restorations = (changes: readonly Change[]): number[] =>
  changes.flatMap((change, i) => {
    if (!change.failed || changes[i - 1]?.failed) return [];
    const restored = changes.slice(i).find(({ failed }) => !failed);
    return restored === undefined ? [] : [(restored.at - change.at) / hour];
  });

/** Measures the releases to an environment in the last 90 days. */
export function measure(sources: DoraSources): Dora {
  const since = sources.now.getTime() - days * 24 * hour;
  const recent = changesOf(sources).filter(({ at }) => at >= since);
  const fresh = recent.filter(({ isNew }) => isNew);
  const leads = fresh.flatMap(({ version, at }) => {
    const committed = sources.committed.get(version);
    return committed === undefined ? [] : [(at - committed) / hour];
  });
  const [leadTimeHours, timeToRestoreHours] = [median(leads), median(restorations(recent))];
  return {
    days,
    deployments: fresh.length,
    deploymentsPerWeek: (fresh.length * 7) / days,
    ...(leadTimeHours === undefined ? {} : { leadTimeHours }),
    ...(fresh.length === 0
      ? {}
      : { changeFailureRate: fresh.filter(({ failed }) => failed).length / fresh.length }),
    ...(timeToRestoreHours === undefined ? {} : { timeToRestoreHours }),
  };
}
