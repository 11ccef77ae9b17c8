import { findEnvironment, type Pipeline } from '../../model/pipeline.ts';
import { type PinnedStack, readStack, requirePinned } from '../../stack/stack.ts';
import { readProjectName } from '../../stack/stack-file.ts';
import type { Scenario } from '../e2e/scenario/scenario.ts';
import type { EvidenceSigner } from '../evidence/signer.ts';
import type { Git } from '../git/git.ts';
import type { Client } from '../oci/client.ts';
import { readHistory, type Update } from './history.ts';

/** What is needed to read releases: the checkout and the registry. */
export interface ReleaseContext {
  readonly pipeline: Pipeline;
  /** The top of the checkout, where Pulumi.yaml is. */
  readonly folder: string;
  readonly git: Git;
  readonly client: Client;
}

/** What is also needed to decide about a release: who decides, what signs the decision, and the tests that follow. */
export interface SigningContext extends ReleaseContext {
  /** Undefined if there is nothing to sign with; the decision is then recorded unsigned. */
  readonly signer: EvidenceSigner | undefined;
  readonly actor: string;
  /** All scenarios that the team wrote. */
  readonly scenarios: readonly Scenario[];
}

/**
 * Reads the stack of an environment that releases are promoted to.
 *
 * @throws UserError for an unknown environment, one that follows a range, or a config with faults
 */
export const readPinnedStack = ({ pipeline, folder }: ReleaseContext, environment: string): PinnedStack =>
  requirePinned(readStack(folder, findEnvironment(pipeline, environment)));

/** The runs of `pulumi up` of an environment's stack, newest first. */
export const readUpdates = ({ folder }: ReleaseContext, stack: string): Promise<Update[]> =>
  readHistory({ folder, project: readProjectName(folder), stack });
