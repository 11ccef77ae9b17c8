import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import type { DiffReport } from '../../../../pipeline/diff/model.ts';
import { type DiffJson, diffSchema, jsonReport } from '../../../../pipeline/diff/report/json.ts';
import { nothing, partlyFailed, promotion } from './sample.ts';

const published: unknown = JSON.parse(
  readFileSync(new URL('../../../../pipeline/diff/report/diff.schema.json', import.meta.url), 'utf8'),
);
const isOfSchema = new Ajv2020().compile(z.record(z.string(), z.unknown()).parse(published));

/** With undefined where JSON has null, and in one form, so that types can be told apart. */
type Plain<T> = T extends null
  ? undefined
  : T extends object
    ? { readonly [Key in keyof T]: Plain<T[Key]> }
    : T;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

describe('jsonReport', () => {
  it('has a published schema, which is that of the model', () => {
    const isModel: Same<Plain<DiffJson>, Plain<DiffReport>> = true; // tsc judges it
    expect(isModel).toBe(true);
    expect(published).toEqual(z.toJSONSchema(diffSchema));
  });

  it.each([
    ['a promotion', promotion],
    ['a failure', partlyFailed],
    ['no change', nothing],
  ])('is of the schema for %s, and leaves nothing out', (_, report) => {
    const json: unknown = JSON.parse(JSON.stringify(jsonReport(report)));
    expect(isOfSchema(json)).toBe(true);
    expect(diffSchema.parse(json)).toEqual(jsonReport(report));
    const read = JSON.parse(JSON.stringify(json), (_key, value) => (value === null ? undefined : value));
    expect(read).toEqual(report);
  });

  it('has null for an image that does not run', () => {
    const images = jsonReport(promotion).environments.flatMap((environment) => environment.images);
    expect(images).toContainEqual({ repository: 'otel/opentelemetry-collector', from: null, to: 'latest' });
  });

  it('refuses what the model does not have', () => {
    expect(isOfSchema({ ...jsonReport(nothing), more: 1 })).toBe(false);
  });
});
