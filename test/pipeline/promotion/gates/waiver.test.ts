import { describe, expect, it } from '@jest/globals';
import { findWaiver } from '../../../../pipeline/promotion/gates/waiver.ts';
import { candidate, digest, environment, passed, release, waiver } from './candidates.ts';

const hotfix = { version: release.version, reason: 'the login is broken', actor: 'ada' };
const trusting = {
  ...environment(),
  trust: [{ issuer: 'https://example.com', identity: 'release' }],
};

describe('a waiver', () => {
  it('is the statement about this release and this environment', () => {
    const stored = waiver();
    expect(findWaiver(candidate({ environment: trusting }, passed(60), stored))).toBe(stored.statement);
  });

  it('is found beside a test result of the environment itself', () => {
    const stored = waiver();
    expect(findWaiver(candidate({}, passed(60, { environment: 'demo' }), stored))).toBe(stored.statement);
  });

  it.each([
    ['another environment', { environment: 'elsewhere' }],
    ['another release', { subject: digest('other') }],
  ])('is not the statement about %s', (_, fields) => {
    expect(findWaiver(candidate({}, waiver(fields)))).toBeUndefined();
  });

  it("is the hotfix in the stack's config when anyone is trusted", () => {
    expect(findWaiver(candidate({ hotfix }))).toBe(hotfix);
  });

  it('is not the hotfix for another version', () => {
    expect(findWaiver(candidate({ hotfix: { ...hotfix, version: '1.0.78' } }))).toBeUndefined();
  });

  it('is not the hotfix when the environment trusts only some signers', () => {
    expect(findWaiver(candidate({ environment: trusting, hotfix }))).toBeUndefined();
  });

  it('does not exist without a statement and without a hotfix', () => {
    expect(findWaiver(candidate({}, passed(60)))).toBeUndefined();
  });
});
