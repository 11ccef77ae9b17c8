import type { Digest } from '../../../model/digest.ts';
import type { Environment } from '../../../model/environment.ts';
import type { Hotfix } from '../../../model/hotfix.ts';
import type { ExactPin } from '../../../model/pin.ts';
import type { Release } from '../../chart/release.ts';
import type { ReleaseEvidence } from '../../evidence/statement.ts';

/** A successful deployment of a version to an environment. */
export interface Deployment {
  readonly version: string;
  readonly digest?: Digest;
  /** When it was completed: RFC 3339, UTC. */
  readonly at: string;
}

/** Everything that the gates of an environment need to judge a pin. */
export interface Candidate {
  readonly environment: Environment;
  readonly pin: ExactPin;
  /** Absent if the registry has no such release. */
  readonly release?: Release;
  readonly evidence: ReleaseEvidence;
  /** What ran in the environment before, newest first. */
  readonly history: readonly Deployment[];
  /** The hotfix in the stack's config. */
  readonly hotfix?: Hotfix;
  readonly now: Date;
  /** How far the registry's clock is ahead of this machine's, in milliseconds; absent if unknown. */
  readonly clockSkew?: number;
}

/** A candidate whose release exists in the registry. */
export type JudgedRelease = Candidate & { readonly release: Release };

/** Whether the release ran in the environment before: a rollback must not be held up. */
export const isRollback = ({ history, release }: JudgedRelease): boolean =>
  history.some(
    ({ version, digest }) =>
      version === release.version && (digest === undefined || digest === release.digest),
  );

/** Whether the newest deployment of the environment was this very pin. */
export const isUnchanged = ({ history: [newest], pin }: Candidate): boolean =>
  newest !== undefined && newest.version === pin.version && newest.digest === pin.digest;
