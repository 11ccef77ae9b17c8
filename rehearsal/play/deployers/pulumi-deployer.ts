import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ConfigMap,
  LocalWorkspace,
  type PulumiCommand,
  type Stack,
} from '@pulumi/pulumi/automation/index.js';
import type { Environment } from '../../../model/environment.ts';
import type { Pipeline } from '../../../model/pipeline.ts';
import { contextName } from '../../world/control-plane.ts';
import type { World } from '../../world/index.ts';
import type { Checkout } from '../checkout.ts';
import { proxyVariables } from '../commands.ts';
import { DeployError, type Deployer, type StackSecrets } from './deployer.ts';

function stackConfig(world: World, environment: Environment, secrets: StackSecrets): ConfigMap {
  const secretConfig = Object.values(environment.secrets).map(
    (key) => [key, { value: secrets[key] ?? '', secret: true }] as const,
  );
  return {
    'kubernetes:kubeconfig': { value: world.cluster.kubeconfig },
    'kubernetes:context': { value: contextName },
    'github:token': { value: world.github.token, secret: true },
    'github:baseUrl': { value: world.github.url },
    ghcrUsername: { value: world.registry.username },
    ghcrToken: { value: world.registry.password, secret: true },
    ...(environment.deployEvent ? { deployEventToken: { value: world.github.token, secret: true } } : {}),
    ...Object.fromEntries(secretConfig),
  };
}

const pastTense: Readonly<Record<string, string>> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
};

/** The diagnostics in Pulumi's output, or its last 20 lines where it has none. */
function diagnosticsIn(output: string): string {
  const at = output.lastIndexOf('Diagnostics:');
  return (at === -1 ? output.trim().split('\n').slice(-20).join('\n') : output.slice(at)).trim();
}

/** Deploys with the real Pulumi CLI, through the Automation API. Its state is in the world's folder. */
export function createPulumiDeployer(
  pulumiCommand: PulumiCommand,
  world: World,
  checkout: Checkout,
  pipeline: Pipeline,
  secrets: StackSecrets,
): Deployer & { readonly stack: (name: string) => Promise<Stack> } {
  const state = join(world.folder, 'pulumi-state');
  const temporary = join(world.folder, 'pulumi-tmp');
  for (const folder of [state, temporary]) mkdirSync(folder, { recursive: true });
  const envVars = {
    ...proxyVariables(world),
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: world.github.token,
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    // The Kubernetes provider leaves a copy of the kubeconfig in the temporary folder at each run.
    TMPDIR: temporary,
  };
  const stacks = new Map<string, Promise<Stack>>();
  const create = async (stackName: string) => {
    const stack = await LocalWorkspace.createStack(
      { stackName, workDir: checkout.folder },
      { pulumiCommand, envVars },
    );
    const environment = pipeline.environments.find(({ name }) => name === stackName);
    if (environment !== undefined) await stack.setAllConfig(stackConfig(world, environment, secrets));
    return stack;
  };
  const findOrCreate = (name: string) => {
    const stack = stacks.get(name) ?? create(name);
    stacks.set(name, stack);
    return stack;
  };
  return {
    command: (stack) => `pulumi up --stack ${stack}`,
    pulumi: envVars,
    notRehearsed: [],
    stack: findOrCreate,
    up: async (name) => {
      const stack = await findOrCreate(name);
      try {
        const { summary } = await stack.up({ color: 'never', suppressOutputs: true });
        const changes = Object.entries(summary.resourceChanges ?? {}).filter(([kind]) => kind !== 'same');
        return (
          changes.map(([kind, count]) => `${count} ${pastTense[kind] ?? kind}`).join(', ') ||
          'nothing changed'
        );
      } catch (error) {
        throw new DeployError(diagnosticsIn(error instanceof Error ? error.message : String(error)));
      }
    },
  };
}
