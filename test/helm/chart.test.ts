import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { services } from './names.ts';

const read = (path: string) => readFileSync(path, 'utf8');
const values = parse(read('helm/serviceradar/values.yaml'));
const schema = JSON.parse(read('helm/serviceradar/values.schema.json'));
const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);

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
