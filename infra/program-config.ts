import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { parseDocument } from 'yaml';
import type { Environment } from '../model/environment.ts';

import { type Fault, UserError } from '../model/errors.ts';
import { missingSecrets, parseStackConfig, type RawConfig, type StackConfig } from '../stack/stack-config.ts';
import { readStackFile } from '../stack/stack-file.ts';

/** Everything the program needs to know, checked; secrets stay Pulumi secrets. */
export interface ProgramConfig extends StackConfig {
  readonly secret: (key: string) => pulumi.Output<string>;
  readonly kubernetes: { readonly kubeconfig?: pulumi.Input<string>; readonly context: string };
  readonly github: { readonly token: pulumi.Output<string>; readonly baseUrl?: string };
}

/** The keys whose values Pulumi decrypted; the SDK keeps them here and has no public name for them. */
const secretConfigKeys = (): string[] => JSON.parse(process.env['PULUMI_CONFIG_SECRET_KEYS'] ?? '[]');

/** The stack's own keys as Pulumi resolved them, without values of what is secret. */
function rawConfig(project: string): RawConfig {
  const prefix = `${project}:`;
  const secret = secretConfigKeys();
  const own = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(
    own.map(([key, value]) => [
      key.slice(prefix.length),
      secret.includes(key) ? { secret: true as const, empty: value === '' } : value,
    ]),
  );
}

/** What YAML turned into something else than was written is told only by the file. */
function fileFaults(stack: string): Fault[] {
  // Pulumi runs the program in the folder of its main file, not in the project's.
  const folder = pulumi.getRootDirectory();
  if (!existsSync(join(folder, `Pulumi.${stack}.yaml`))) return [];
  try {
    readStackFile(folder, stack);
    return [];
  } catch (error) {
    if (error instanceof UserError) return [...error.faults];
    throw error;
  }
}

/** The kubeconfigs there are: the one in the config (a file or its text), or those that kubectl would read. */
function kubeconfigs(configured: string | undefined): { readonly path?: string; readonly text: string }[] {
  if (configured !== undefined && /[\n{]/.test(configured)) return [{ text: configured }];
  const ambient = process.env['KUBECONFIG'] || join(homedir(), '.kube', 'config');
  const paths = configured === undefined ? ambient.split(delimiter) : [configured];
  return paths.filter((path) => existsSync(path)).map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

function contextNames(kubeconfig: string): string[] {
  const contexts: unknown = parseDocument(kubeconfig).toJS()?.contexts;
  return Array.isArray(contexts) ? contexts.map((context) => String(context?.name)) : [];
}

function kubernetesConfig(stack: string): ProgramConfig['kubernetes'] | Fault {
  const config = new pulumi.Config('kubernetes');
  const context = config.get('context');
  const found = kubeconfigs(pulumi.runtime.allConfig()['kubernetes:kubeconfig']);
  if (found.length === 0) {
    return {
      where: 'kubernetes:kubeconfig',
      what: 'there is no kubeconfig, neither here nor at KUBECONFIG nor at ~/.kube/config',
      hint: `pulumi config set kubernetes:kubeconfig <file> --stack ${stack}`,
    };
  }
  const chosen = found.find(({ text }) => context !== undefined && contextNames(text).includes(context));
  if (context === undefined || chosen === undefined) {
    const known = found.flatMap(({ text }) => contextNames(text));
    return {
      where: 'kubernetes:context',
      what:
        context === undefined
          ? 'is not set: a stack names its cluster'
          : `there is no context ${JSON.stringify(context)}`,
      hint: `pulumi config set kubernetes:context <one of: ${known.join(', ')}> --stack ${stack}`,
    };
  }
  // The provider takes one file, not a list of them as KUBECONFIG may be.
  const kubeconfig = config.getSecret('kubeconfig') ?? (process.env['KUBECONFIG'] ? chosen.path : undefined);
  return kubeconfig === undefined ? { context } : { context, kubeconfig };
}

function githubConfig(stack: string): ProgramConfig['github'] | Fault {
  const config = new pulumi.Config('github');
  const written = pulumi.runtime.allConfig()['github:token'] || process.env['GITHUB_TOKEN'];
  const token = written ? pulumi.secret(written) : undefined;
  const baseUrl = config.get('baseUrl');
  const set = `pulumi config set --secret github:token --stack ${stack}`;
  if (pulumi.runtime.allConfig()['github:token'] && !secretConfigKeys().includes('github:token')) {
    return { where: 'github:token', what: 'is in plain text', hint: set };
  }
  if (token === undefined) {
    return {
      where: 'github:token',
      what: 'is not set, nor is GITHUB_TOKEN',
      hint: `${set} (a token that may administer the repository)`,
    };
  }
  return baseUrl === undefined ? { token } : { token, baseUrl };
}

const isFault = (value: object): value is Fault => 'what' in value;

/**
 * Reads the stack's config.
 *
 * @throws UserError with all faults together, each at its key
 */
export function readConfig(environment: Environment): ProgramConfig {
  const stack = environment.name;
  const raw = rawConfig(pulumi.getProject());
  const own = parseStackConfig(environment, raw);
  const kubernetes = kubernetesConfig(stack);
  const github = githubConfig(stack);
  const written = fileFaults(stack);
  const faults = [
    ...(written.length > 0 || !Array.isArray(own) ? written : own),
    ...missingSecrets(environment, raw),
    ...[kubernetes, github].filter(isFault),
  ];
  if (faults.length > 0 || Array.isArray(own) || isFault(kubernetes) || isFault(github))
    throw new UserError(faults);
  const config = new pulumi.Config();
  return { ...own, kubernetes, github, secret: (key) => config.requireSecret(key) };
}
