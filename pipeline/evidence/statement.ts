import type { Digest } from '../../model/digest.ts';

/** How far a machine's clock may differ from the registry's before its dates are not trusted, in milliseconds. */
export const clockTolerance = 2 * 60_000;

interface StatementFields {
  /** Digest of the release: the one of its chart's manifest. */
  readonly subject: Digest;
  /** The version of that release, for readers; only the digest counts. */
  readonly version: string;
  /** Who made the statement: a person, or the URL of a workflow's run. */
  readonly actor: string;
  /** When it was made: RFC 3339, UTC. For a test result, when the tests ended. */
  readonly at: string;
}

/** The result of end-to-end tests in an environment. An inconclusive run makes no statement. */
export interface TestResult extends StatementFields {
  readonly kind: 'test-result';
  readonly environment: string;
  /** The version that the environment served while the tests ran. */
  readonly servedVersion: string;
  readonly result: 'passed' | 'failed';
  /** Names of scenarios. */
  readonly passedTests: readonly string[];
  /** Those that passed only after a failed attempt; they are in `passedTests` too. */
  readonly warnedTests: readonly string[];
  readonly failedTests: readonly string[];
}

/** Says that a release must not run anywhere again. */
export interface Rejection extends StatementFields {
  readonly kind: 'rejection';
  readonly reason: string;
}

/** Takes rejections back. */
export interface Reinstatement extends StatementFields {
  readonly kind: 'reinstatement';
  readonly reason: string;
  /** The rejections that it takes back, by `Evidence.digest`; all others stand, later ones too. */
  readonly rejections: readonly Digest[];
}

/** Lets a release into one environment without test and soak. */
export interface Waiver extends StatementFields {
  readonly kind: 'waiver';
  readonly environment: string;
  readonly reason: string;
}

export type Statement = TestResult | Rejection | Reinstatement | Waiver;

/** Who signed a statement: a key, by the SHA-256 of its SubjectPublicKeyInfo, or an identity that Fulcio certified. */
export type Signer =
  | { readonly kind: 'key'; readonly fingerprint: `SHA256:${string}` }
  | { readonly kind: 'identity'; readonly issuer: string; readonly identity: string };

/** A statement that the gates accept as evidence. */
export interface Evidence {
  /** Digest of the manifest of its OCI artifact. */
  readonly digest: Digest;
  readonly statement: Statement;
  /** Absent for unsigned evidence, which is accepted only if the environment trusts anyone. */
  readonly signer?: Signer;
}

/** A statement about a release that is not accepted as evidence. */
export interface Ignored {
  readonly digest: Digest;
  /** Why, in a few words: `is not signed`, `is about another release`. */
  readonly reason: string;
}

/** The statements about one release, in no particular order. */
export interface ReleaseEvidence {
  readonly accepted: readonly Evidence[];
  readonly ignored: readonly Ignored[];
}
