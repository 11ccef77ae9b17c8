import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { parseDocument } from 'yaml';
import { type Checked, combine, faultsOf, invalid, unwrap, valid, validUnless } from '../model/checked.ts';
import type { Environment } from '../model/environment.ts';
import { type Fault, UserError } from '../model/errors.ts';
import { findEnvironment, type Pipeline } from '../model/pipeline.ts';
import type { RawConfig } from '../stack/raw-config.ts';
import { missingSecrets, parseStackConfig, type StackConfig } from '../stack/stack-config.ts';
import { readStackFile } from '../stack/stack-file.ts';

/** The checked config of the program; secrets stay Pulumi secrets. */
export interface ProgramConfig extends StackConfig {
  readonly secret: (key: string) => pulumi.Output<string>;
  readonly kubernetes: { readonly kubeconfig?: pulumi.Input<string>; readonly context: string };
  readonly github: { readonly token: pulumi.Output<string>; readonly baseUrl?: string };
}

/** The keys whose values Pulumi decrypted; the SDK has no public API for them. */
const secretConfigKeys = (): string[] => JSON.parse(process.env['PULUMI_CONFIG_SECRET_KEYS'] ?? '[]');

/** The project's own keys as Pulumi resolved them, without the values of secrets. */
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

/** The faults of the stack's file: only the file shows what YAML reads differently from how it is written. */
function fileFaults(stack: string): Fault[] {
  // Pulumi runs the program in the folder of its main file, not in the project's.
  const folder = pulumi.getRootDirectory();
  if (!existsSync(join(folder, `Pulumi.${stack}.yaml`))) return [];
  try {
    return [...faultsOf(readStackFile(folder, stack).rawConfig)];
  } catch (error) {
    if (error instanceof UserError) return [...error.faults];
    throw error;
  }
}

/** The available kubeconfigs: the one in the config (a file or its text), or those that kubectl would read. */
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

function kubernetesConfig(stack: string): Checked<ProgramConfig['kubernetes']> {
  const config = new pulumi.Config('kubernetes');
  const context = config.get('context');
  const found = kubeconfigs(pulumi.runtime.allConfig()['kubernetes:kubeconfig']);
  if (found.length === 0) {
    return invalid({
      where: 'kubernetes:kubeconfig',
      what: 'there is no kubeconfig, neither here nor at KUBECONFIG nor at ~/.kube/config',
      hint: `pulumi config set kubernetes:kubeconfig <file> --stack ${stack}`,
    });
  }
  const chosen = found.find(({ text }) => context !== undefined && contextNames(text).includes(context));
  if (context === undefined || chosen === undefined) {
    const known = found.flatMap(({ text }) => contextNames(text));
    return invalid({
      where: 'kubernetes:context',
      what:
        context === undefined
          ? 'is not set: each stack must name its cluster'
          : `there is no context ${JSON.stringify(context)}`,
      hint: `pulumi config set kubernetes:context <one of: ${known.join(', ')}> --stack ${stack}`,
    });
  }
  // The provider takes one file, but KUBECONFIG may list several.
  const kubeconfig = config.getSecret('kubeconfig') ?? (process.env['KUBECONFIG'] ? chosen.path : undefined);
  return valid(kubeconfig === undefined ? { context } : { context, kubeconfig });
}

function githubConfig(stack: string): Checked<ProgramConfig['github']> {
  const config = new pulumi.Config('github');
  const written = pulumi.runtime.allConfig()['github:token'] || process.env['GITHUB_TOKEN'];
  const token = written ? pulumi.secret(written) : undefined;
  const baseUrl = config.get('baseUrl');
  const set = `pulumi config set --secret github:token --stack ${stack}`;
  if (pulumi.runtime.allConfig()['github:token'] && !secretConfigKeys().includes('github:token')) {
    return invalid({ where: 'github:token', what: 'is in plain text', hint: set });
  }
  if (token === undefined) {
    return invalid({
      where: 'github:token',
      what: 'is not set, nor is GITHUB_TOKEN',
      hint: `${set} (a token that may administer the repository)`,
    });
  }
  return valid(baseUrl === undefined ? { token } : { token, baseUrl });
}

/** A stack as the program sees it: its environment and its checked config. */
export interface ProgramStack {
  readonly pipeline: Pipeline;
  readonly environment: Environment;
  readonly config: ProgramConfig;
}

/** The faults of the file replace those of the values that Pulumi read from it. */
function ownConfig(environment: Environment, raw: RawConfig): Checked<StackConfig> {
  const faults = fileFaults(environment.name);
  return faults.length > 0 ? { faults } : parseStackConfig(environment, raw);
}

/**
 * Reads the stack that Pulumi runs the program for.
 *
 * @throws UserError for a stack without an environment, or with all faults of its config, each at its key
 */
export function readProgramStack(pipeline: Pipeline): ProgramStack {
  const environment = findEnvironment(pipeline, pulumi.getStack());
  const raw = rawConfig(pulumi.getProject());
  const { own, kubernetes, github } = unwrap(
    combine({
      own: ownConfig(environment, raw),
      secrets: validUnless(missingSecrets(environment, raw), undefined),
      kubernetes: kubernetesConfig(environment.name),
      github: githubConfig(environment.name),
    }),
  );
  const config = new pulumi.Config();
  const secret = (key: string) => config.requireSecret(key);
  return { pipeline, environment, config: { ...own, kubernetes, github, secret } };
}
