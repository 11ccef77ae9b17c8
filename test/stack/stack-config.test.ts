import { describe, expect, it } from '@jest/globals';
import { faultsOf } from '../../model/checked.ts';
import type { Fault } from '../../model/errors.ts';
import type { RawConfig } from '../../stack/raw-config.ts';
import { missingSecrets, parseStackConfig, secretKeys } from '../../stack/stack-config.ts';
import { integration, live, only } from '../support/acme.ts';

const set = { secret: true, empty: false } as const;
const empty = { secret: true, empty: true } as const;
const { environment } = only(live({ promotesFrom: undefined }));

/** The faults of a stack's config. */
const faults = (raw: RawConfig): readonly Fault[] => faultsOf(parseStackConfig(environment, raw));

describe("a stack's config", () => {
  it('has a pin', () => {
    expect(parseStackConfig(environment, { version: '1.0.76', paymentKey: set }).value).toEqual({
      pin: { kind: 'exact', version: '1.0.76' },
    });
  });

  it('has the name of the registry user if the token is set too', () => {
    const raw = { version: '1.0.76', ghcrUsername: 'ada', ghcrToken: set };
    expect(parseStackConfig(environment, raw).value).toMatchObject({ ghcrUsername: 'ada' });
  });

  it('does not contain any secret', () => {
    const raw = { version: '1.0.76', ghcrUsername: 'ada', ghcrToken: set, paymentKey: set };
    expect(Object.keys(parseStackConfig(environment, raw).value ?? {})).toEqual(['pin', 'ghcrUsername']);
  });

  it('has the hotfix', () => {
    const hotfix = { version: '1.0.76', reason: 'the login is broken', actor: 'ada' };
    expect(
      parseStackConfig(environment, { version: '1.0.76', hotfix: JSON.stringify(hotfix) }).value,
    ).toEqual({
      pin: { kind: 'exact', version: '1.0.76' },
      hotfix,
    });
  });

  it('refuses a hotfix without a reason', () => {
    expect(faults({ version: '1.0.76', hotfix: '{"version":"1.0.76","actor":"ada"}' })).toMatchObject([
      { where: 'hotfix.reason', what: 'is not set' },
    ]);
  });

  it('accepts a range only if the environment follows one', () => {
    const following = only(integration()).environment;
    expect(parseStackConfig(following, { version: '~1.0' }).value).toEqual({
      pin: { kind: 'range', range: '~1.0' },
    });
    expect(faults({ version: '~1.0' })).toMatchObject([{ where: 'version' }]);
  });

  it('reports all faults together, each with its key', () => {
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

  it('is refused without a version', () => {
    expect(faults({})).toEqual([
      { where: 'version', what: 'is not set', hint: 'pulumi config set version <version> --stack live' },
    ]);
  });

  it('lists the valid keys if one is unknown', () => {
    expect(faults({ version: '1.0.76', Version: '1.0.76' })).toEqual([
      {
        where: 'Version',
        what: 'is not a key of this stack',
        hint: 'the keys are version, ghcrUsername, hotfix, ghcrToken, paymentKey',
      },
    ]);
  });

  it.each(['paymentKey', 'ghcrToken'])('refuses the secret %s in plain text, without showing it', (key) => {
    const found = faults({ version: '1.0.76', ghcrUsername: 'ada', [key]: 'canary' });
    expect(found).toContainEqual({
      where: key,
      what: 'is in plain text',
      hint: `pulumi config set --secret ${key} --stack live`,
    });
    expect(JSON.stringify(found)).not.toContain('canary');
  });

  it.each(['paymentKey', 'ghcrToken'])('refuses the empty secret %s', (key) => {
    expect(faults({ version: '1.0.76', ghcrUsername: 'ada', ghcrToken: set, [key]: empty })).toEqual([
      { where: key, what: 'is empty', hint: `pulumi config set --secret ${key} --stack live` },
    ]);
  });

  it.each([
    ['ghcrToken', { ghcrUsername: 'ada' }, 'pulumi config set --secret ghcrToken'],
    ['ghcrUsername', { ghcrToken: set }, 'pulumi config set ghcrUsername'],
  ])('requires %s if its other half is set', (missing, half, command) => {
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

  it.each(['version', 'ghcrUsername', 'hotfix'])(
    'refuses %s as a secret, because it must be readable',
    (key) => {
      expect(faults({ version: '1.0.76', ghcrUsername: 'ada', ghcrToken: set, [key]: set })).toEqual([
        {
          where: key,
          what: 'is a secret, but must be readable',
          hint: `pulumi config set ${key} <value> --plaintext`,
        },
      ]);
    },
  );
});

describe('the secrets of an environment', () => {
  const { environment: twice } = only(
    live({ promotesFrom: undefined, secrets: { A: 'shared', B: 'shared', C: 'another', D: 'ghcrToken' } }),
  );

  it("are the registry's token and each key that the environment names, without duplicates", () => {
    expect(secretKeys(twice)).toEqual(['ghcrToken', 'shared', 'another']);
  });

  it('are reported as missing, each once, if the stack has none', () => {
    expect(missingSecrets(twice, { another: set })).toEqual([
      { where: 'shared', what: 'is not set', hint: 'pulumi config set --secret shared --stack live' },
      { where: 'ghcrToken', what: 'is not set', hint: 'pulumi config set --secret ghcrToken --stack live' },
    ]);
  });

  it('include the token of the deploy event if the environment has one', () => {
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

  it('are not reported as missing if all are set', () => {
    expect(missingSecrets(twice, { shared: set, another: set, ghcrToken: set })).toEqual([]);
  });
});
