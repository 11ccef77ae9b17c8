import type { Environment } from '../model/environment.ts';
import type { Fault } from '../model/errors.ts';
import { type Hotfix, parseHotfix } from '../model/hotfix.ts';
import { type Pin, parsePin } from '../model/pin.ts';

/**
 * The config of one stack, as it stands in `Pulumi.<stack>.yaml`; a secret has no readable value here, and an object
 * is its JSON.
 */
export type RawConfig = Readonly<Record<string, string | { readonly secret: true; readonly empty: boolean }>>;

/** What the charts need to know of a stack's config. */
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

/** The keys whose values are objects. */
export const objectKeys: readonly string[] = ['hotfix'];

const plainKeys = ['version', 'ghcrUsername', ...objectKeys];
const registryToken = 'ghcrToken';
/** Holds a token that may send repository_dispatch. */
export const deployEventToken = 'deployEventToken';

/** The config keys of the secrets that an environment cannot do without, each once. */
const neededSecrets = ({ secrets, deployEvent }: Environment): string[] => [
  ...new Set([...Object.values(secrets), ...(deployEvent ? [deployEventToken] : [])]),
];

/** The config keys whose values are secrets: those of the environment, and the registry's token. */
export const secretKeys = (environment: Environment): string[] => [
  ...new Set([registryToken, ...neededSecrets(environment)]),
];

function faultsOfKeys(environment: Environment, raw: RawConfig): Fault[] {
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
          hint: `pulumi config set --secret ${key} --stack ${environment.name}`,
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

function pinOf(environment: Environment, raw: RawConfig): Pin | Fault {
  const text = raw['version'];
  if (typeof text === 'string') return parsePin(text, environment.follows);
  return { what: 'is not set', hint: `pulumi config set version <version> --stack ${environment.name}` };
}

const hotfixOf = ({ hotfix }: RawConfig): Hotfix | undefined | Fault[] =>
  typeof hotfix === 'string' ? parseHotfix(hotfix) : undefined;

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

/**
 * Reads the config of an environment's stack: the one schema for `pulumi up` and for `cdk8s synth`.
 *
 * @returns the config, or all its faults together, each at its key
 */
export function parseStackConfig(environment: Environment, raw: RawConfig): StackConfig | Fault[] {
  const pin = pinOf(environment, raw);
  const hotfix = hotfixOf(raw);
  const faults = [
    ...('what' in pin && typeof raw['version'] !== 'object' ? [{ where: 'version', ...pin }] : []),
    ...faultsOfKeys(environment, raw),
    ...registryFaults(environment, raw),
    ...(Array.isArray(hotfix) ? hotfix : []),
    ...secretKeys(environment)
      .filter((key) => typeof raw[key] === 'object' && raw[key].empty)
      .map((key) => ({
        where: key,
        what: 'is empty',
        hint: `pulumi config set --secret ${key} --stack ${environment.name}`,
      })),
  ];
  if ('what' in pin || Array.isArray(hotfix) || faults.length > 0) return faults;
  const username = raw['ghcrUsername'];
  return {
    pin,
    ...(typeof username === 'string' ? { ghcrUsername: username } : {}),
    ...(hotfix === undefined ? {} : { hotfix }),
  };
}

/** The secrets that the environment needs and its stack has not: each one a fault. */
export function missingSecrets(environment: Environment, raw: RawConfig): Fault[] {
  return neededSecrets(environment)
    .filter((key) => raw[key] === undefined)
    .map((key) => ({
      where: key,
      what: 'is not set',
      hint: `pulumi config set --secret ${key} --stack ${environment.name}`,
    }));
}
