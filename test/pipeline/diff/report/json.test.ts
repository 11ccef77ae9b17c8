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

/** Replaces null by undefined, and flattens intersections, so that two types can be compared. */
type Plain<T> = T extends null
  ? undefined
  : T extends object
    ? { readonly [Key in keyof T]: Plain<T[Key]> }
    : T;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

describe('jsonReport', () => {
  it('has a published schema that equals the types of the model', () => {
    const isModel: Same<Plain<DiffJson>, Plain<DiffReport>> = true; // checked by tsc
    expect(isModel).toBe(true);
    expect(published).toEqual(z.toJSONSchema(diffSchema));
  });

  it.each([
    ['a promotion', promotion],
    ['a failed environment', partlyFailed],
    ['a comparison without changes', nothing],
  ])('matches the schema and omits nothing for %s', (_, report) => {
    const json: unknown = JSON.parse(JSON.stringify(jsonReport(report)));
    expect(isOfSchema(json)).toBe(true);
    expect(diffSchema.parse(json)).toEqual(jsonReport(report));
    const read = JSON.parse(JSON.stringify(json), (_key, value) => (value === null ? undefined : value));
    expect(read).toEqual(report);
  });

  it('writes null for an image that does not run on one side', () => {
    const images = jsonReport(promotion).environments.flatMap((environment) => environment.images);
    expect(images).toContainEqual({ repository: 'otel/opentelemetry-collector', from: null, to: 'latest' });
  });

  it('has a schema that refuses unknown fields', () => {
    expect(isOfSchema({ ...jsonReport(nothing), more: 1 })).toBe(false);
  });
});
