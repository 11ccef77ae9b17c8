import { describe, expect, it } from '@jest/globals';
import { invalid, valid } from '../../../model/checked.ts';
import { isEvidence, parseInToto, predicateTypeOf, toInToto } from '../../../pipeline/evidence/predicates.ts';
import type { Reinstatement, Statement, Waiver } from '../../../pipeline/evidence/statement.ts';
import { bytesOf } from '../oci/support/content.ts';
import { rejection, testResult } from './release.ts';

const hex = 'a'.repeat(64);
const subject = `sha256:${hex}` as const;
const about = { subject, version: '1.0.77', actor: 'ada', at: '2026-11-18T12:00:00.000Z' };
const reinstatement: Reinstatement = {
  kind: 'reinstatement',
  ...about,
  reason: 'a mistake',
  rejections: [`sha256:${'b'.repeat(64)}`, `sha512:${'c'.repeat(128)}`],
};
const waiver: Waiver = { kind: 'waiver', ...about, environment: 'demo', reason: 'the login is broken' };

const testType = 'https://in-toto.io/attestation/test-result/v0.1';
const ownType = (name: string) => `https://github.com/carverauto/release-pipeline/${name}/v1`;

const all: readonly [string, Statement, string][] = [
  ['a test result', testResult(subject), testType],
  ['a rejection', rejection(subject), ownType('rejection')],
  ['a reinstatement', reinstatement, ownType('reinstatement')],
  ['a waiver', waiver, ownType('waiver')],
];

/** The in-toto JSON of a statement. */
const written = (statement: Statement) =>
  JSON.parse(new TextDecoder().decode(toInToto(statement, 'ghcr.io/acme/charts/shop')));

/** Reads a statement back after its JSON was changed at the top or in the predicate. */
const parsed = (statement: Statement, change: object, predicate: object = {}) => {
  const whole = written(statement);
  return parseInToto(
    bytesOf({ ...whole, predicate: { ...whole.predicate, ...predicate }, ...change }),
    subject,
  );
};

describe.each(all)('%s', (_, statement, type) => {
  it('is written as an in-toto statement about the digest of the release', () => {
    expect(written(statement)).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'ghcr.io/acme/charts/shop', digest: { sha256: hex } }],
      predicateType: type,
    });
    expect(predicateTypeOf(statement)).toBe(type);
    expect(isEvidence(type)).toBe(true);
  });

  it('is read back as it was written', () => {
    expect(parseInToto(toInToto(statement, 'x'), subject)).toStrictEqual(valid(statement));
  });

  it('is always written as the same bytes', () => {
    expect(toInToto(statement, 'x')).toEqual(toInToto({ ...statement }, 'x'));
  });

  it('is read even with unknown fields', () => {
    expect(parsed(statement, { more: 1 }, { more: 1 })).toStrictEqual(valid(statement));
  });

  it.each([
    ['no version', { version: undefined }],
    ['no actor', { actor: undefined }],
    ['a malformed time', { at: 'today' }],
    ['a time with an offset, which is not UTC', { at: '2026-11-18T12:00:00+01:00' }],
  ])('is malformed with %s', (__, predicate) => {
    expect(parsed(statement, {}, predicate)).toStrictEqual(invalid({ what: 'is malformed' }));
  });

  it('is malformed without a predicate', () => {
    expect(parsed(statement, { predicate: null })).toStrictEqual(invalid({ what: 'is malformed' }));
  });

  it('is refused as evidence of another release', () => {
    const [subjects] = [[{ digest: { sha256: 'b'.repeat(64) } }, { digest: { sha512: hex } }]];
    expect(parsed(statement, { subject: subjects })).toStrictEqual(
      invalid({ what: 'is about another release' }),
    );
    expect(parsed(statement, { subject: [] })).toStrictEqual(invalid({ what: 'is about another release' }));
  });

  it('may be about several releases', () => {
    const subjects = [{ digest: { sha256: 'b'.repeat(64) } }, { digest: { sha256: hex } }];
    expect(parsed(statement, { subject: subjects })).toStrictEqual(valid(statement));
  });
});

describe('a test result', () => {
  it('is written as in-toto specifies, with its environment as its configuration', () => {
    const { kind: _, subject: __, ...fields } = testResult(subject);
    expect(written(testResult(subject)).predicate).toEqual({
      ...fields,
      result: 'WARNED',
      configuration: [{ name: 'demo-staging' }],
    });
  });

  it.each([
    ['PASSED', { warnedTests: [] }],
    ['WARNED', { warnedTests: ['login'] }],
    ['FAILED', { result: 'failed', warnedTests: ['login'], failedTests: ['srql'] }],
  ] as const)('is written as %s, which follows from its tests', (result, fields) => {
    expect(written(testResult(subject, fields)).predicate.result).toBe(result);
  });

  it.each([
    ['PASSED', 'passed'],
    ['WARNED', 'passed'],
    ['FAILED', 'failed'],
  ])('that in-toto calls %s is read as %s', (result, expected) => {
    expect(parsed(testResult(subject), {}, { result })).toMatchObject({ value: { result: expected } });
  });

  it('may leave out empty lists of tests', () => {
    const predicate = { warnedTests: undefined, failedTests: undefined };
    expect(parsed(testResult(subject), {}, predicate)).toStrictEqual(
      valid(testResult(subject, { warnedTests: [] })),
    );
  });

  it('may have failed before any test passed', () => {
    const failed = testResult(subject, { result: 'failed', passedTests: [], failedTests: ['health'] });
    expect(parsed(failed, {}, { passedTests: undefined })).toStrictEqual(valid(failed));
  });

  it.each([
    ['is a pass in which nothing passed', { passedTests: [] }],
    ['is a pass in which something failed', { failedTests: ['srql'] }],
    ['has another result', { result: 'SKIPPED' }],
    ['has no environment', { environment: '' }],
    ['has no served version', { servedVersion: '' }],
    ['lists tests that are not names', { passedTests: [1] }],
  ])('is malformed when it %s', (_, predicate) => {
    expect(parsed(testResult(subject), {}, predicate)).toStrictEqual(invalid({ what: 'is malformed' }));
  });
});

describe("statements of the project's own kinds", () => {
  it.each([
    ['a rejection without a reason', rejection(subject), { reason: '' }],
    ['a reinstatement without a reason', reinstatement, { reason: '' }],
    ['a reinstatement without rejections', reinstatement, { rejections: undefined }],
    ['a reinstatement of something that is not a digest', reinstatement, { rejections: ['latest'] }],
    ['a reinstatement of a digest with text before it', reinstatement, { rejections: [`x${subject}`] }],
    ['a reinstatement of a digest with text after it', reinstatement, { rejections: [`${subject}x`] }],
    ['a reinstatement of an algorithm alone', reinstatement, { rejections: ['sha256:'] }],
    ['a waiver without a reason', waiver, { reason: '' }],
    ['a waiver without an environment', waiver, { environment: '' }],
  ])('are malformed: %s', (_, statement, predicate) => {
    expect(parsed(statement, {}, predicate)).toStrictEqual(invalid({ what: 'is malformed' }));
  });
});

describe('what is not an in-toto statement', () => {
  const none = invalid({ what: 'is not an in-toto statement' });

  it.each([
    ['text that is not JSON', 'text'],
    ['a list', '[]'],
    ['null', 'null'],
  ])('is refused: %s', (_, text) => {
    expect(parseInToto(bytesOf(text), subject)).toStrictEqual(none);
  });

  it('is refused: text that is not UTF-8', () => {
    const bytes = toInToto(rejection(subject, '?'), 'x');
    bytes[bytes.indexOf('?'.charCodeAt(0))] = 0xff;
    expect(parseInToto(bytes, subject)).toStrictEqual(none);
  });

  it.each([
    ['an object of another type', { _type: 'https://in-toto.io/Statement/v2' }],
    ['a statement with text before its type', { _type: 'xhttps://in-toto.io/Statement/v1' }],
    ['a statement with text after its type', { _type: 'https://in-toto.io/Statement/v1x' }],
    ['a statement without a subject', { subject: undefined }],
    ['a statement whose subject has no digests', { subject: [{ name: 'x' }] }],
    ['a statement without a predicate type', { predicateType: undefined }],
  ])('is refused: %s', (_, change) => {
    expect(parsed(rejection(subject), change)).toStrictEqual(none);
  });

  it('does not include statements of in-toto 0.1, which are read', () => {
    const change = { _type: 'https://in-toto.io/Statement/v0.1' };
    expect(parsed(rejection(subject), change)).toStrictEqual(valid(rejection(subject)));
  });
});

describe('a statement with another predicate type', () => {
  const provenance = 'https://slsa.dev/provenance/v1';

  it('is irrelevant to the gates', () => {
    expect(isEvidence(provenance)).toBe(false);
    expect(parsed(rejection(subject), { predicateType: provenance })).toStrictEqual(valid(undefined));
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'is irrelevant to the gates, even if it is %s',
    (type) => {
      expect(parsed(rejection(subject), { predicateType: type })).toStrictEqual(valid(undefined));
    },
  );
});
