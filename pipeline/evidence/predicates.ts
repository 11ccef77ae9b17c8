import { z } from 'zod';
import { type Checked, invalid, valid } from '../../model/checked.ts';
import type { Digest } from '../../model/digest.ts';
import { parseJson } from '../../model/json.ts';
import type { Reinstatement, Rejection, Statement, TestResult, Waiver } from './statement.ts';

/** The project's own predicate types; test results use in-toto's. */
const ownType = (name: string) => `https://github.com/carverauto/release-pipeline/${name}/v1`;

const predicateTypes: Readonly<Record<Statement['kind'], string>> = {
  'test-result': 'https://in-toto.io/attestation/test-result/v0.1',
  rejection: ownType('rejection'),
  reinstatement: ownType('reinstatement'),
  waiver: ownType('waiver'),
};

export const predicateTypeOf = ({ kind }: Statement): string => predicateTypes[kind];

/** Whether the gates judge statements with this predicate type; all others are irrelevant to them. */
export const isEvidence = (predicateType: string): boolean =>
  Object.values(predicateTypes).includes(predicateType);

const moment = z.iso.datetime();
const commonFields = { version: z.string(), actor: z.string(), at: moment };
const text = z.string().min(1);
const names = z.array(z.string()).default([]);

const testResultSchema = z
  .object({
    ...commonFields,
    result: z.enum(['PASSED', 'WARNED', 'FAILED']),
    environment: text,
    servedVersion: text,
    passedTests: names,
    warnedTests: names,
    failedTests: names,
  })
  // A pass in which no test ran proves nothing.
  .refine(({ result, passedTests }) => result === 'FAILED' || passedTests.length > 0)
  .refine(({ result, failedTests }) => result === 'FAILED' || failedTests.length === 0);

const parsers: Readonly<Record<string, (subject: Digest, predicate: unknown) => Statement | undefined>> = {
  [predicateTypes['test-result']]: (subject, predicate): TestResult | undefined => {
    const { data } = testResultSchema.safeParse(predicate);
    if (data === undefined) return undefined;
    const { result, ...fields } = data;
    return { kind: 'test-result', subject, ...fields, result: result === 'FAILED' ? 'failed' : 'passed' };
  },
  [predicateTypes.rejection]: (subject, predicate): Rejection | undefined => {
    const { data } = z.object({ ...commonFields, reason: text }).safeParse(predicate);
    return data && { kind: 'rejection', subject, ...data };
  },
  [predicateTypes.reinstatement]: (subject, predicate): Reinstatement | undefined => {
    const rejections = z.array(z.custom<Digest>((value) => /^sha(256|512):[0-9a-f]+$/.test(String(value))));
    const { data } = z.object({ ...commonFields, reason: text, rejections }).safeParse(predicate);
    return data && { kind: 'reinstatement', subject, ...data };
  },
  [predicateTypes.waiver]: (subject, predicate): Waiver | undefined => {
    const { data } = z.object({ ...commonFields, reason: text, environment: text }).safeParse(predicate);
    return data && { kind: 'waiver', subject, ...data };
  },
};

const digestSet = (digest: Digest) => {
  const [algorithm = '', hex = ''] = digest.split(':');
  return { [algorithm]: hex };
};

function predicateOf(statement: Statement): Readonly<Record<string, unknown>> {
  const { kind, subject: _, ...fields } = statement;
  if (kind !== 'test-result') return fields;
  const { environment, warnedTests } = statement;
  const passed = warnedTests.length > 0 ? 'WARNED' : 'PASSED';
  return {
    ...fields,
    result: statement.result === 'failed' ? 'FAILED' : passed,
    // What the tests were configured for; the specification requires at least one entry.
    configuration: [{ name: environment }],
  };
}

/**
 * Writes a statement in the format of in-toto (Statement v1; test results as `test-result/v0.1`). The same statement
 * gives the same bytes.
 *
 * @param name of the release, for readers
 * @returns JSON in UTF-8
 */
export function toInToto(statement: Statement, name: string): Uint8Array<ArrayBuffer> {
  const whole = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name, digest: digestSet(statement.subject) }],
    predicateType: predicateTypeOf(statement),
    predicate: predicateOf(statement),
  };
  return new TextEncoder().encode(JSON.stringify(whole));
}

const inTotoSchema = z.object({
  _type: z.string().regex(/^https:\/\/in-toto\.io\/Statement\/v(0\.1|1)$/),
  subject: z.array(z.object({ digest: z.record(z.string(), z.string()) })),
  predicateType: z.string(),
  predicate: z.unknown(),
});

/**
 * Reads an in-toto statement about a release. Unknown fields are ignored, as in-toto specifies.
 *
 * @param bytes JSON in UTF-8
 * @returns the statement; undefined if its predicate type is irrelevant to the gates
 */
export function parseInToto(bytes: Uint8Array, subject: Digest): Checked<Statement | undefined> {
  const { data } = inTotoSchema.safeParse(parseJson(bytes));
  if (data === undefined) return invalid({ what: 'is not an in-toto statement' });
  const parse = Object.hasOwn(parsers, data.predicateType) ? parsers[data.predicateType] : undefined;
  if (parse === undefined) return valid(undefined);
  const [algorithm = '', hex = ''] = subject.split(':');
  if (!data.subject.some(({ digest }) => digest[algorithm] === hex))
    return invalid({ what: 'is about another release' });
  const statement = parse(subject, data.predicate);
  return statement === undefined ? invalid({ what: 'is malformed' }) : valid(statement);
}
