import type { Digest } from '../../../model/digest.ts';
import type { Environment } from '../../../model/environment.ts';
import type { Hotfix } from '../../../model/hotfix.ts';

import type { Release } from '../../chart/release.ts';
import type { EvidenceOfRelease } from '../../evidence/statement.ts';

/** One version, by digest where it is known. */
export interface ExactPin {
  readonly kind: 'exact';
  readonly version: string;
  /** Of the release's chart. */
  readonly digest?: Digest;
}

/** A version that was brought to an environment, Synced and Healthy. */
export interface Deployment {
  readonly version: string;
  readonly digest?: Digest;
  /** When that was done: RFC 3339, UTC. */
  readonly at: string;
}

/** Everything that the gates of an environment judge a pin by. */
export interface Candidate {
  readonly environment: Environment;
  readonly pin: ExactPin;
  /** Absent where the registry has no such release. */
  readonly release?: Release;
  readonly said: EvidenceOfRelease;
  /** What ran in the environment before, newest first. */
  readonly history: readonly Deployment[];
  /** What the stack's config says. */
  readonly hotfix?: Hotfix;
  readonly now: Date;
  /** How far the registry's clock is ahead of this machine's, in milliseconds; absent where it does not tell. */
  readonly clockSkew?: number;
}

/** The rules see only releases that exist. */
export type Judged = Candidate & { readonly release: Release };

/** Whether the release ran in the environment before, so that going back to it is not held up. */
export const isRollback = ({ history, release }: Judged): boolean =>
  history.some(
    ({ version, digest }) =>
      version === release.version && (digest === undefined || digest === release.digest),
  );

/** Whether the environment was brought to this very pin last. */
export const isUnchanged = ({ history: [newest], pin }: Candidate): boolean =>
  newest !== undefined && newest.version === pin.version && newest.digest === pin.digest;
