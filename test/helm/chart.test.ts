import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { services } from './names.ts';

const read = (path: string) => readFileSync(path, 'utf8');
const values = parse(read('helm/serviceradar/values.yaml'));
const schema = JSON.parse(read('helm/serviceradar/values.schema.json'));
const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);

/** The paths of all objects in the values, except in `config`, whose content belongs to the service. */
const objectPaths = (value: object, path: readonly string[] = []): (readonly string[])[] => [
  path,
  ...Object.entries(value).flatMap(([key, inner]) =>
    inner instanceof Object && key !== 'config' ? objectPaths(inner, [...path, key]) : [],
  ),
];

/** Values that contain only an unknown key at this path. */
const unknownAt = (path: readonly string[]) =>
  path.reduceRight<object>((inner, key) => ({ [key]: inner }), { unknown: true });

describe('the chart of serviceradar', () => {
  it('has the version of the file VERSION as its version and appVersion', () => {
    const version = read('VERSION').trim();
    expect(parse(read('helm/serviceradar/Chart.yaml'))).toMatchObject({ version, appVersion: version });
  });

  it('has sixteen services', () => {
    expect(services).toHaveLength(16);
    expect(Object.keys(values.services).sort()).toEqual(services);
  });
});

describe('values.schema.json', () => {
  it('accepts values.yaml', () => {
    validate(values);
    expect(validate.errors).toBeNull();
  });

  it('accepts partial values', () => {
    expect(validate({})).toBe(true);
    expect(validate({ services: { web: { probe: { path: '/ready' } } } })).toBe(true);
  });

  it('refuses an unknown key in every object of values.yaml', () => {
    const acceptedPaths = objectPaths(values).filter((path) => validate(unknownAt(path)));
    expect(acceptedPaths).toEqual([]);
    expect(objectPaths(values)).toContainEqual(['services', 'web', 'resources', 'limits']);
  });

  it.each(services)('accepts a tag and a digest for the image of %s', (service) => {
    const digests = { [service]: `sha256:${'0a'.repeat(32)}` };
    expect(validate({ image: { tags: { [service]: 'v1.0.77' }, digests } })).toBe(true);
  });

  it('refuses a service, tag or digest of a service that is not in values.yaml', () => {
    const { properties } = schema.definitions.tagKeys;
    expect(Object.keys(properties).sort()).toEqual(['appTag', ...services].sort());
    const digest = `sha256:${'0a'.repeat(32)}`;
    expect(validate({ services: { appTag: {} } })).toBe(false);
    expect(validate({ image: { digests: { appTag: digest } } })).toBe(false);
  });
});
