import { describe, expect, it } from '@jest/globals';
import { faultsOf } from '../../model/checked.ts';
import type { Fault } from '../../model/errors.ts';
import type { RawConfig } from '../../stack/raw-config.ts';
import { missingSecrets, parseStackConfig, secretKeys } from '../../stack/stack-config.ts';
import { integration, live, only } from '../support/acme.ts';

const set = { secret: true, empty: false } as const;
const empty = { secret: true, empty: true } as const;
const { environment } = only(live({ promotesFrom: undefined }));

/** The faults of a stack's config; none where it is right. */
const faults = (raw: RawConfig): readonly Fault[] => faultsOf(parseStackConfig(environment, raw));

describe("a stack's config", () => {
  it('is a pin', () => {
    expect(parseStackConfig(environment, { version: '1.0.76', paymentKey: set }).value).toEqual({
      pin: { kind: 'exact', version: '1.0.76' },
    });
  });

  it('carries the name of the registry user, where the token is set too', () => {
    const raw = { version: '1.0.76', ghcrUsername: 'ada', ghcrToken: set };
    expect(parseStackConfig(environment, raw).value).toMatchObject({ ghcrUsername: 'ada' });
  });

  it('does not carry any secret', () => {
    const raw = { version: '1.0.76', ghcrUsername: 'ada', ghcrToken: set, paymentKey: set };
    expect(Object.keys(parseStackConfig(environment, raw).value ?? {})).toEqual(['pin', 'ghcrUsername']);
  });

  it('carries a hotfix', () => {
    const hotfix = { version: '1.0.76', reason: 'the login is broken', actor: 'ada' };
    expect(
      parseStackConfig(environment, { version: '1.0.76', hotfix: JSON.stringify(hotfix) }).value,
    ).toEqual({
      pin: { kind: 'exact', version: '1.0.76' },
      hotfix,
    });
  });

  it('fault 24: has no hotfix without a reason', () => {
    expect(faults({ version: '1.0.76', hotfix: '{"version":"1.0.76","actor":"ada"}' })).toMatchObject([
      { where: 'hotfix.reason', what: 'is not set' },
    ]);
  });

  it('takes a range only where the environment follows', () => {
    const following = only(integration()).environment;
    expect(parseStackConfig(following, { version: '~1.0' }).value).toEqual({
      pin: { kind: 'range', range: '~1.0' },
    });
    expect(faults({ version: '~1.0' })).toMatchObject([{ where: 'version' }]);
  });

  it('reports all its faults together, each at its key', () => {
    expect(
      faults({ version: 'latest', ghcrUsername: 'ada', paymentKey: 'in plain sight', colour: 'blue' }).map(
        ({ where, what }) => `${where}: ${what}`,
      ),
    ).toEqual([
      'version: "latest" is not a version',
      'paymentKey: is in plain text',
      'colour: is not a key of this stack',
      'ghcrToken: is not set, but its other half is',
    ]);
  });

  it('must have a version', () => {
    expect(faults({})).toEqual([
      { where: 'version', what: 'is not set', hint: 'pulumi config set version <version> --stack live' },
    ]);
  });

  it('names the keys there are, where one is unknown', () => {
    expect(faults({ version: '1.0.76', Version: '1.0.76' })).toEqual([
      {
        where: 'Version',
        what: 'is not a key of this stack',
        hint: 'the keys are version, ghcrUsername, hotfix, ghcrToken, paymentKey',
      },
    ]);
  });

  it.each(['paymentKey', 'ghcrToken'])(
    'fault 18: refuses the secret %s in plain text, without showing it',
    (key) => {
      const found = faults({ version: '1.0.76', ghcrUsername: 'ada', [key]: 'canary' });
      expect(found).toContainEqual({
        where: key,
        what: 'is in plain text',
        hint: `pulumi config set --secret ${key} --stack live`,
      });
      expect(JSON.stringify(found)).not.toContain('canary');
    },
  );

  it.each(['paymentKey', 'ghcrToken'])('refuses the empty secret %s', (key) => {
    expect(faults({ version: '1.0.76', ghcrUsername: 'ada', ghcrToken: set, [key]: empty })).toEqual([
      { where: key, what: 'is empty', hint: `pulumi config set --secret ${key} --stack live` },
    ]);
  });

  it.each([
    ['ghcrToken', { ghcrUsername: 'ada' }, 'pulumi config set --secret ghcrToken'],
    ['ghcrUsername', { ghcrToken: set }, 'pulumi config set ghcrUsername'],
  ])('wants %s beside its other half', (missing, half, command) => {
    expect(faults({ version: '1.0.76', ...half })).toEqual([
      {
        where: missing,
        what: 'is not set, but its other half is',
        hint: `${command} --stack live, or remove both for a public chart`,
      },
    ]);
  });

  it('refuses an empty registry user', () => {
    expect(faults({ version: '1.0.76', ghcrUsername: '', ghcrToken: set })).toEqual([
      { where: 'ghcrUsername', what: 'is empty' },
    ]);
  });

  it.each(['version', 'ghcrUsername', 'hotfix'])('refuses %s as a secret: it must be readable', (key) => {
    expect(faults({ version: '1.0.76', ghcrUsername: 'ada', ghcrToken: set, [key]: set })).toEqual([
      {
        where: key,
        what: 'is a secret, but must be readable',
        hint: `pulumi config set ${key} <value> --plaintext`,
      },
    ]);
  });
});

describe('the secrets of an environment', () => {
  const { environment: twice } = only(
    live({ promotesFrom: undefined, secrets: { A: 'shared', B: 'shared', C: 'another', D: 'ghcrToken' } }),
  );

  it("are the registry's token and each key it names, once", () => {
    expect(secretKeys(twice)).toEqual(['ghcrToken', 'shared', 'another']);
  });

  it('are missing where the stack has none, each reported once', () => {
    expect(missingSecrets(twice, { another: set })).toEqual([
      { where: 'shared', what: 'is not set', hint: 'pulumi config set --secret shared --stack live' },
      { where: 'ghcrToken', what: 'is not set', hint: 'pulumi config set --secret ghcrToken --stack live' },
    ]);
  });

  it('are one more where the environment has a deploy event', () => {
    const { environment } = only(live({ promotesFrom: undefined, secrets: {}, deployEvent: true }));
    expect(secretKeys(environment)).toEqual(['ghcrToken', 'deployEventToken']);
    expect(missingSecrets(environment, {}).map(({ where }) => where)).toEqual(['deployEventToken']);
    expect(parseStackConfig(environment, { version: '1.0.76', deployEventToken: 'canary' }).faults).toEqual([
      {
        where: 'deployEventToken',
        what: 'is in plain text',
        hint: 'pulumi config set --secret deployEventToken --stack live',
      },
    ]);
  });

  it('are not missing where all are set', () => {
    expect(missingSecrets(twice, { shared: set, another: set, ghcrToken: set })).toEqual([]);
  });
});
