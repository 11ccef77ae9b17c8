import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { services } from './names.ts';

const read = (path: string) => readFileSync(path, 'utf8');
const values = parse(read('helm/serviceradar/values.yaml'));
const schema = JSON.parse(read('helm/serviceradar/values.schema.json'));
const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);

/** The path of every object in values, without the services' own settings, about which the chart knows nothing. */
const objectPaths = (value: object, path: readonly string[] = []): (readonly string[])[] => [
  path,
  ...Object.entries(value).flatMap(([key, inner]) =>
    inner instanceof Object && key !== 'config' ? objectPaths(inner, [...path, key]) : [],
  ),
];

/** Values with nothing in them but an unknown key, at this path. */
const unknownAt = (path: readonly string[]) =>
  path.reduceRight<object>((inner, key) => ({ [key]: inner }), { unknown: true });

describe('the chart', () => {
  it('has the version of the repository, as version and as appVersion', () => {
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

  it('knows every key that may stand in any object of values.yaml', () => {
    const open = objectPaths(values).filter((path) => validate(unknownAt(path)));
    expect(open).toEqual([]);
    expect(objectPaths(values)).toContainEqual(['services', 'web', 'resources', 'limits']);
  });

  it.each(services)('accepts a tag and a digest of %s', (service) => {
    const digests = { [service]: `sha256:${'0a'.repeat(32)}` };
    expect(validate({ image: { tags: { [service]: 'v1.0.77' }, digests } })).toBe(true);
  });

  it('knows no service, tag or digest that values.yaml has no service for', () => {
    const { properties } = schema.definitions.tagKeys;
    expect(Object.keys(properties).sort()).toEqual(['appTag', ...services].sort());
    const digest = `sha256:${'0a'.repeat(32)}`;
    expect(validate({ services: { appTag: {} } })).toBe(false);
    expect(validate({ image: { digests: { appTag: digest } } })).toBe(false);
  });
});
