import { pipeline } from '../../../../environments/index.ts';
import type { Environment } from '../../../../model/environment.ts';
import { findEnvironment } from '../../../../model/pipeline.ts';
import type { Release } from '../../../../pipeline/chart/release.ts';
import type { Evidence, Rejection, TestResult, Waiver } from '../../../../pipeline/evidence/statement.ts';
import { digestOf } from '../../../../pipeline/oci/digest.ts';
import type { Candidate, JudgedRelease } from '../../../../pipeline/promotion/gates/candidate.ts';

/** The digest of a text. */
export const digest = (text: string) => digestOf(new TextEncoder().encode(text));

const image = {
  name: 'core',
  repository: { registry: 'ghcr.io', repository: 'carverauto/serviceradar-core' },
  tag: 'v1.0.77',
  digest: digest('core'),
};

export const release: Release & { readonly images: NonNullable<Release['images']> } = {
  version: '1.0.77',
  digest: digest('1.0.77'),
  tagged: digest('1.0.77'),
  images: [{ ...image, tagged: image.digest }],
};

/** A Wednesday, noon in UTC. */
export const now = new Date('2026-11-18T12:00:00Z');

/** The time so many minutes before now: RFC 3339, UTC. */
export const ago = (minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString();

const about = { subject: release.digest, version: release.version, actor: 'ada' };
let count = 0;
const stored = (statement: Evidence['statement']): Evidence => ({ digest: digest(`${count++}`), statement });

/** A pass of the tests in demo-staging so many minutes ago. */
export const passed = (minutes: number, fields: Partial<TestResult> = {}): Evidence =>
  stored({
    kind: 'test-result',
    ...about,
    at: ago(minutes),
    environment: 'demo-staging',
    servedVersion: release.version,
    result: 'passed',
    passedTests: ['health', 'login'],
    warnedTests: [],
    failedTests: [],
    ...fields,
  });

/** A failure of the tests in demo-staging so many minutes ago. */
export const failed = (minutes: number, ...failedTests: readonly string[]): Evidence =>
  passed(minutes, {
    result: 'failed',
    passedTests: ['health'],
    failedTests: failedTests.length > 0 ? failedTests : ['login'],
  });

export const rejection = (fields: Partial<Rejection> = {}): Evidence =>
  stored({ kind: 'rejection', ...about, at: ago(5), reason: 'loses sessions', ...fields });

export const reinstatement = (...rejections: readonly Evidence[]): Evidence => {
  const digests = rejections.map((each) => each.digest);
  return stored({ kind: 'reinstatement', ...about, at: ago(1), reason: 'a mistake', rejections: digests });
};

export const waiver = (fields: Partial<Waiver> = {}): Evidence =>
  stored({
    kind: 'waiver',
    ...about,
    at: ago(5),
    environment: 'demo',
    reason: 'the login is broken',
    ...fields,
  });

/** Demo with these gates, trusting anyone. */
export const environment = (gates: Partial<NonNullable<Environment['gates']>> = {}): Environment => ({
  ...findEnvironment(pipeline, 'demo'),
  trust: [],
  gates: { e2e: true, freeze: [], ...gates },
});

/** Demo without gates. */
export const { gates: _, ...ungated } = environment();

/** A release with this evidence, judged for demo, where another version runs; with other fields replaced. */
export const candidate = (
  fields: Partial<Candidate> = {},
  ...evidence: readonly Evidence[]
): JudgedRelease => ({
  environment: environment(),
  pin: { kind: 'exact', version: release.version, digest: release.digest },
  release,
  evidence: { accepted: evidence, ignored: [] },
  history: [{ version: '1.0.76', digest: digest('1.0.76'), at: ago(1000) }],
  now,
  ...fields,
});

/** The same candidate with statements that are ignored for these reasons. */
export const withIgnored = (judged: JudgedRelease, ...reasons: readonly string[]): JudgedRelease => ({
  ...judged,
  evidence: { ...judged.evidence, ignored: reasons.map((reason) => ({ digest: digest(reason), reason })) },
});
