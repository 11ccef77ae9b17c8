import { describe, expect, it } from '@jest/globals';
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

/** What is written of a statement, as JSON. */
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

  it('is read back as it was said', () => {
    expect(parseInToto(toInToto(statement, 'x'), subject)).toStrictEqual(statement);
  });

  it('is always written as the same bytes', () => {
    expect(toInToto(statement, 'x')).toEqual(toInToto({ ...statement }, 'x'));
  });

  it('is read with fields that are not known, and without them', () => {
    expect(parsed(statement, { more: 1 }, { more: 1 })).toStrictEqual(statement);
  });

  it.each([
    ['no version', { version: undefined }],
    ['no actor', { actor: undefined }],
    ['a time that is none', { at: 'today' }],
    ['a time with an offset, which is not UTC', { at: '2026-11-18T12:00:00+01:00' }],
  ])('is malformed with %s', (__, predicate) => {
    expect(parsed(statement, {}, predicate)).toStrictEqual({ unfit: 'is malformed' });
  });

  it('is malformed without a predicate', () => {
    expect(parsed(statement, { predicate: null })).toStrictEqual({ unfit: 'is malformed' });
  });

  it('counts for no other release', () => {
    const [subjects] = [[{ digest: { sha256: 'b'.repeat(64) } }, { digest: { sha512: hex } }]];
    expect(parsed(statement, { subject: subjects })).toStrictEqual({ unfit: 'is about another release' });
    expect(parsed(statement, { subject: [] })).toStrictEqual({ unfit: 'is about another release' });
  });

  it('may be about several releases', () => {
    const subjects = [{ digest: { sha256: 'b'.repeat(64) } }, { digest: { sha256: hex } }];
    expect(parsed(statement, { subject: subjects })).toStrictEqual(statement);
  });
});

describe('a test result', () => {
  it('is written as in-toto wants it, with its environment as its configuration', () => {
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
  ] as const)('is %s by its tests', (result, fields) => {
    expect(written(testResult(subject, fields)).predicate.result).toBe(result);
  });

  it.each([
    ['PASSED', 'passed'],
    ['WARNED', 'passed'],
    ['FAILED', 'failed'],
  ])('that is %s has %s', (result, expected) => {
    expect(parsed(testResult(subject), {}, { result })).toMatchObject({ result: expected });
  });

  it('may leave out the tests that it has none of', () => {
    const predicate = { warnedTests: undefined, failedTests: undefined };
    expect(parsed(testResult(subject), {}, predicate)).toStrictEqual(
      testResult(subject, { warnedTests: [] }),
    );
  });

  it('may have failed before any test passed', () => {
    const failed = testResult(subject, { result: 'failed', passedTests: [], failedTests: ['health'] });
    expect(parsed(failed, {}, { passedTests: undefined })).toStrictEqual(failed);
  });

  it.each([
    ['is a pass in which nothing passed', { passedTests: [] }],
    ['is a pass in which something failed', { failedTests: ['srql'] }],
    ['has another result', { result: 'SKIPPED' }],
    ['has no environment', { environment: '' }],
    ['has no served version', { servedVersion: '' }],
    ['lists tests that are no names', { passedTests: [1] }],
  ])('is malformed when it %s', (_, predicate) => {
    expect(parsed(testResult(subject), {}, predicate)).toStrictEqual({ unfit: 'is malformed' });
  });
});

describe('statements of our own', () => {
  it.each([
    ['a rejection without a reason', rejection(subject), { reason: '' }],
    ['a reinstatement without a reason', reinstatement, { reason: '' }],
    ['a reinstatement without rejections', reinstatement, { rejections: undefined }],
    ['a reinstatement of what is no digest', reinstatement, { rejections: ['latest'] }],
    ['a reinstatement of a digest with text before it', reinstatement, { rejections: [`x${subject}`] }],
    ['a reinstatement of a digest with text after it', reinstatement, { rejections: [`${subject}x`] }],
    ['a reinstatement of an algorithm alone', reinstatement, { rejections: ['sha256:'] }],
    ['a waiver without a reason', waiver, { reason: '' }],
    ['a waiver without an environment', waiver, { environment: '' }],
  ])('are malformed: %s', (_, statement, predicate) => {
    expect(parsed(statement, {}, predicate)).toStrictEqual({ unfit: 'is malformed' });
  });
});

describe('what is no statement', () => {
  const none = { unfit: 'is no in-toto statement' };

  it.each([
    ['no JSON', 'text'],
    ['no object', '[]'],
    ['null', 'null'],
  ])('is told apart: %s', (_, text) => {
    expect(parseInToto(bytesOf(text), subject)).toStrictEqual(none);
  });

  it('is told apart: text that is not UTF-8', () => {
    const bytes = toInToto(rejection(subject, '?'), 'x');
    bytes[bytes.indexOf('?'.charCodeAt(0))] = 0xff;
    expect(parseInToto(bytes, subject)).toStrictEqual(none);
  });

  it.each([
    ['another type', { _type: 'https://in-toto.io/Statement/v2' }],
    ['text before its type', { _type: 'xhttps://in-toto.io/Statement/v1' }],
    ['text after its type', { _type: 'https://in-toto.io/Statement/v1x' }],
    ['no subject', { subject: undefined }],
    ['a subject without digests', { subject: [{ name: 'x' }] }],
    ['no predicate type', { predicateType: undefined }],
  ])('is told apart: %s', (_, change) => {
    expect(parsed(rejection(subject), change)).toStrictEqual(none);
  });

  it('does not include version 0.1 of in-toto, which is read', () => {
    const change = { _type: 'https://in-toto.io/Statement/v0.1' };
    expect(parsed(rejection(subject), change)).toStrictEqual(rejection(subject));
  });
});

describe('a statement of another kind', () => {
  const provenance = 'https://slsa.dev/provenance/v1';

  it('is nothing to the gates', () => {
    expect(isEvidence(provenance)).toBe(false);
    expect(parsed(rejection(subject), { predicateType: provenance })).toStrictEqual({ foreign: provenance });
  });

  it.each(['constructor', 'toString', '__proto__'])('is nothing to the gates, even called %s', (type) => {
    expect(parsed(rejection(subject), { predicateType: type })).toStrictEqual({ foreign: type });
  });
});
