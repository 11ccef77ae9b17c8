import type { Update } from '../history.ts';

/** A version that came to an environment, with what is known of it. */
interface Change {
  readonly version: string;
  /** Milliseconds since 1970, when `pulumi up` ended. */
  readonly at: number;
  /** Whether it is new there: a version that ran before is a rollback. */
  readonly isNew: boolean;
  readonly succeeded: boolean;
  /** Whether it did not come up, or was rejected later. */
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

/** The four measures of DORA ("Accelerate"), over a time; undefined where nothing is there to measure. */
export interface Dora {
  readonly days: number;
  /** New versions that were brought there. */
  readonly deployments: number;
  readonly deploymentsPerWeek: number;
  /** Median of the hours from the commit of a version to its deployment. */
  readonly leadTimeHours?: number;
  /** Share of the new versions that failed to come up, or were rejected later: 0 to 1. */
  readonly changeFailureRate?: number;
  /** Median of the hours from a version that failed to the next that did not. */
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

/** Oldest first; a run that repeats the version before it, with the same end, is none. */
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

/** The hours from each failure to the next change that is none. */
const restorations = (changes: readonly Change[]): number[] =>
  changes.flatMap((change, i) => {
    if (!change.failed || changes[i - 1]?.failed) return [];
    const restored = changes.slice(i).find(({ failed }) => !failed);
    return restored === undefined ? [] : [(restored.at - change.at) / hour];
  });

/** How an environment is released to, over the last 90 days. */
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
