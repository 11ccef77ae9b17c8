import type { Digest } from '../../model/digest.ts';

/** How far a machine's clock may be from the registry's before what it dates is not believed, in milliseconds. */
export const clockTolerance = 2 * 60_000;

interface About {
  /** Digest of the release: of its chart's manifest. */
  readonly subject: Digest;
  /** The version of that release, for the reader; the digest decides. */
  readonly version: string;
  /** Who said it: a person, or a workflow's run. */
  readonly actor: string;
  /** When it was said: RFC 3339, UTC. For a test result, when the tests ended. */
  readonly at: string;
}

/** What end-to-end tests found in an environment. An inconclusive run is no statement at all. */
export interface TestResult extends About {
  readonly kind: 'test-result';
  readonly environment: string;
  /** The version that the environment really served while the tests ran. */
  readonly servedVersion: string;
  readonly result: 'passed' | 'failed';
  /** Names of scenarios. */
  readonly passedTests: readonly string[];
  /** Those that passed only when they were tried again; they are in `passedTests` too. */
  readonly warnedTests: readonly string[];
  readonly failedTests: readonly string[];
}

/** A release that is to run nowhere again. */
export interface Rejection extends About {
  readonly kind: 'rejection';
  readonly reason: string;
}

/** Takes rejections back. */
export interface Reinstatement extends About {
  readonly kind: 'reinstatement';
  readonly reason: string;
  /** The rejections that it takes back, by `Evidence.digest`; another one, also a later one, stays. */
  readonly rejections: readonly Digest[];
}

/** Lets a release into one environment without test and soak. */
export interface Waiver extends About {
  readonly kind: 'waiver';
  readonly environment: string;
  readonly reason: string;
}

export type Statement = TestResult | Rejection | Reinstatement | Waiver;

/** Who signed a statement: a key, by the SHA-256 of its SubjectPublicKeyInfo, or an identity that Fulcio certified. */
export type Signer =
  | { readonly kind: 'key'; readonly fingerprint: `SHA256:${string}` }
  | { readonly kind: 'identity'; readonly issuer: string; readonly identity: string };

/** A statement that counts. */
export interface Evidence {
  /** Digest of the manifest that it is stored under. */
  readonly digest: Digest;
  readonly statement: Statement;
  /** Absent for unsigned evidence, which counts only where nobody is trusted by name. */
  readonly signer?: Signer;
}

/** Something beside a release that does not count. */
export interface Ignored {
  readonly digest: Digest;
  /** Why, in a few words: `is not signed`, `is signed by somebody else`, `is about another release`. */
  readonly reason: string;
}

/** What is said of one release, in no particular order. */
export interface EvidenceOfRelease {
  readonly evidence: readonly Evidence[];
  readonly ignored: readonly Ignored[];
}
