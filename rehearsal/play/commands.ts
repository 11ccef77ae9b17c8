import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { z } from 'zod';
import type { EnginePaths } from '../engines/index.ts';
import type { World } from '../world/index.ts';
import type { Checkout } from './checkout.ts';
import { PlayError } from './play-error.ts';

/** The commands that a team's workflow runs, in its checkout and against the services of the world. */
export interface Commands {
  /**
   * Runs a verb of the pipeline with `--json`.
   *
   * @param schema parses the JSON that the verb prints
   * @throws PlayError with the verb's output when its exit code is not 0
   */
  readonly pipeline: <Result>(schema: z.ZodType<Result>, ...args: readonly string[]) => Promise<Result>;
  /**
   * Runs a verb that must be refused, and returns its output.
   *
   * @throws PlayError when its exit code is 0
   */
  readonly refused: (...args: readonly string[]) => Promise<string>;
  /** Points tag `to` to the image of tag `from`, and overwrites it if it exists. */
  readonly moveTag: (repository: string, from: string, to: string) => Promise<void>;
  /** Builds all images and pushes each under this tag. */
  readonly buildImages: (tag: string) => Promise<void>;
}

type WorkflowServices = Pick<World, 'proxy' | 'certificate'> & {
  readonly registry: Pick<World['registry'], 'username' | 'password'>;
  readonly github: Pick<World['github'], 'url' | 'token'>;
};

/** Variables that lead HTTP clients to the world's registry under its real name. */
export const proxyVariables = ({ proxy, certificate }: Pick<World, 'proxy' | 'certificate'>) => ({
  HTTPS_PROXY: proxy.url,
  NO_PROXY: '127.0.0.1',
  NODE_USE_ENV_PROXY: '1',
  NODE_EXTRA_CA_CERTS: certificate,
  NODE_NO_WARNINGS: '1',
});

/** The environment variables of a workflow on GitHub, set to the services of the world. */
export const workflowEnvironment = (world: WorkflowServices, engines: EnginePaths) => ({
  ...proxyVariables(world),
  GHCR_USERNAME: world.registry.username,
  GHCR_TOKEN: world.registry.password,
  GITHUB_API_URL: new URL('api/v3', world.github.url).href,
  GITHUB_TOKEN: world.github.token,
  PATH: [...['helm', 'kustomize'].map((name) => dirname(engines[name] ?? '')), process.env['PATH']].join(
    delimiter,
  ),
});

/**
 * @param env further environment variables of the commands
 */
export function createCommands(
  engines: EnginePaths,
  world: World,
  checkout: Checkout,
  env: Readonly<Record<string, string>> = {},
): Commands {
  const run = (args: readonly string[]) =>
    execa(process.execPath, args, {
      cwd: checkout.folder,
      env: { ...workflowEnvironment(world, engines), ...env },
      reject: false,
      all: true,
      stdin: 'ignore',
    });
  const node = async (...args: readonly string[]): Promise<string> => {
    const { failed, stdout, all } = await run(args);
    if (failed) throw new PlayError(all);
    return stdout;
  };
  const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  return {
    pipeline: async (schema, ...args) =>
      schema.parse(JSON.parse(await node('pipeline/main.js', ...args, '--json'))),
    refused: async (...args) => {
      const { failed, all } = await run(['pipeline/main.js', ...args]);
      if (!failed)
        throw new PlayError(`this command should have been refused: pipeline ${args.join(' ')}\n${all}`);
      return all;
    },
    moveTag: async (repository, from, to) => {
      await node(script('./move-tag.ts'), repository, from, to);
    },
    buildImages: async (tag) => {
      await node(script('./build-images.ts'), tag);
    },
  };
}
