import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../model/environment.ts';
import { UserError, userError } from '../../model/errors.ts';
import { findEnvironment, type Pipeline } from '../../model/pipeline.ts';
import { stackFile } from '../../stack/pin-edit.ts';
import { parseStackConfig, type StackConfig } from '../../stack/stack-config.ts';
import { projectName, readStackFile } from '../../stack/stack-file.ts';
import type { EvidenceSigner } from '../evidence/signer.ts';
import type { Git } from '../git/git.ts';
import type { Client } from '../oci/client.ts';
import type { ExactPin } from './gates/candidate.ts';
import { readHistory, type Update } from './history.ts';

/** What is known of releases comes from here: the checkout and the registry. */
export interface Workspace {
  readonly pipeline: Pipeline;
  /** The folder of Pulumi.yaml, and the top of the checkout. */
  readonly folder: string;
  readonly git: Git;
  readonly client: Client;
}

/** A workspace in which somebody decides. */
export interface Desk extends Workspace {
  /** Signs what is said of a release; undefined where nothing is there to sign with. */
  readonly signer: EvidenceSigner | undefined;
  readonly actor: string;
}

/** The stack of an environment that deploys one version, as its file says. */
export interface PinnedStack {
  readonly environment: Environment;
  /** The text of its file. */
  readonly text: string;
  readonly config: StackConfig;
  readonly pin: ExactPin;
}

/**
 * Reads the stack of an environment that releases are promoted to.
 *
 * @throws UserError for an unknown environment, one that follows a range, or a config with faults
 */
export async function readPinnedStack({ pipeline, folder }: Workspace, name: string): Promise<PinnedStack> {
  const environment = findEnvironment(pipeline, name);
  const text = await readFile(join(folder, stackFile(name)), 'utf8').catch(() => '');
  const config = parseStackConfig(environment, readStackFile(folder, name));
  if (Array.isArray(config))
    throw new UserError(
      config.map((fault) => ({ ...fault, where: `${stackFile(name)}: ${fault.where ?? ''}` })),
    );
  const { pin } = config;
  if (pin.kind === 'exact') return { environment, text, config, pin };
  const hint = 'publish a version that is in the range, or reject one that is not to run';
  const what = `follows ${pin.range}: nothing is promoted to it`;
  throw userError(what, { where: name, hint });
}

/** What Pulumi did with an environment's stack, newest first. */
export const readUpdates = ({ folder }: Workspace, stack: string): Promise<Update[]> =>
  readHistory({ folder, project: projectName(folder), stack });
