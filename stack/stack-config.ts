import { type Checked, faultsOf, invalid, valid, withPlace } from '../model/checked.ts';
import type { Environment } from '../model/environment.ts';
import type { Fault } from '../model/errors.ts';
import { type Hotfix, parseHotfix } from '../model/hotfix.ts';
import { type Pin, parsePin } from '../model/pin.ts';
import { objectKeys, type RawConfig } from './raw-config.ts';

/** The part of a stack's config that the charts need. */
export interface StackConfig {
  readonly pin: Pin;
  /** Set when the stack has credentials for the registry; the token itself stays a secret of the stack. */
  readonly ghcrUsername?: string;
  readonly hotfix?: Hotfix;
  readonly github?: {
    /** The provider's address of GitHub (`https://github.acme.example/`); absent for github.com. */
    readonly baseUrl?: string;
  };
}

const plainKeys = ['version', 'ghcrUsername', ...objectKeys];
/** The key of the password for the registry. */
export const registryToken = 'ghcrToken';
/** The key of a token that may send repository_dispatch. */
export const deployEventToken = 'deployEventToken';

/** The config keys of the secrets that an environment needs, without duplicates. */
const neededSecrets = ({ secrets, deployEvent }: Environment): string[] => [
  ...new Set([...Object.values(secrets), ...(deployEvent ? [deployEventToken] : [])]),
];

/** The config keys whose values must be secrets: those of the environment, and the registry's token. */
export const secretKeys = (environment: Environment): string[] => [
  ...new Set([registryToken, ...neededSecrets(environment)]),
];

const setSecret = ({ name }: Environment, key: string): string =>
  `pulumi config set --secret ${key} --stack ${name}`;

function keyFaults(environment: Environment, raw: RawConfig): Fault[] {
  const secret = secretKeys(environment);
  const known = [...plainKeys, ...secret];
  return Object.entries(raw).flatMap(([key, value]): Fault[] => {
    if (!known.includes(key))
      return [{ where: key, what: 'is not a key of this stack', hint: `the keys are ${known.join(', ')}` }];
    if (secret.includes(key) && typeof value === 'string') {
      return [
        {
          where: key,
          what: 'is in plain text',
          hint: setSecret(environment, key),
        },
      ];
    }
    if (plainKeys.includes(key) && typeof value !== 'string') {
      return [
        {
          where: key,
          what: 'is a secret, but must be readable',
          hint: `pulumi config set ${key} <value> --plaintext`,
        },
      ];
    }
    return [];
  });
}

function parseConfigPin(environment: Environment, raw: RawConfig): Checked<Pin> {
  const text = raw['version'];
  const where = 'version';
  if (typeof text === 'string') return withPlace(parsePin(text, environment.follows), () => where);
  const hint = `pulumi config set version <version> --stack ${environment.name}`;
  // A pin that is a secret is reported by keyFaults.
  return text === undefined ? invalid({ where, what: 'is not set', hint }) : invalid();
}

const parseConfigHotfix = ({ hotfix }: RawConfig): Checked<Hotfix | undefined> =>
  typeof hotfix === 'string' ? parseHotfix(hotfix) : valid(undefined);

function registryFaults(environment: Environment, raw: RawConfig): Fault[] {
  const [username, token] = [raw['ghcrUsername'], raw[registryToken]];
  if ((username === undefined) === (token === undefined)) {
    return username === '' ? [{ where: 'ghcrUsername', what: 'is empty' }] : [];
  }
  const missing = username === undefined ? 'ghcrUsername' : registryToken;
  const flag = missing === registryToken ? '--secret ' : '';
  return [
    {
      where: missing,
      what: 'is not set, but its other half is',
      hint: `pulumi config set ${flag}${missing} --stack ${environment.name}, or remove both for a public chart`,
    },
  ];
}

const emptySecrets = (environment: Environment, raw: RawConfig): Fault[] =>
  secretKeys(environment)
    .filter((key) => typeof raw[key] === 'object' && raw[key].empty)
    .map((key) => ({ where: key, what: 'is empty', hint: setSecret(environment, key) }));

/**
 * Checks the config of an environment's stack, both for `pulumi up` and for `cdk8s synth`.
 *
 * @returns the config, or all its faults, each with its key
 */
export function parseStackConfig(environment: Environment, raw: RawConfig): Checked<StackConfig> {
  const pin = parseConfigPin(environment, raw);
  const hotfix = parseConfigHotfix(raw);
  const { ghcrUsername } = raw;
  const faults = [
    ...faultsOf(pin),
    ...keyFaults(environment, raw),
    ...registryFaults(environment, raw),
    ...faultsOf(hotfix),
    ...emptySecrets(environment, raw),
  ];
  if (pin.value === undefined || faults.length > 0) return { faults };
  return valid({
    pin: pin.value,
    ...(typeof ghcrUsername === 'string' ? { ghcrUsername } : {}),
    ...(hotfix.value === undefined ? {} : { hotfix: hotfix.value }),
  });
}

/** A fault for each secret that the environment needs and its stack does not have. */
export const missingSecrets = (environment: Environment, raw: RawConfig): Fault[] =>
  neededSecrets(environment)
    .filter((key) => raw[key] === undefined)
    .map((key) => ({ where: key, what: 'is not set', hint: setSecret(environment, key) }));
