import { PlayError } from '../play-error.ts';

/** The secrets of each environment's stack in the rehearsal, by config key. */
export type StackSecrets = Readonly<Record<string, string>>;

/** Deploys stacks to the world's cluster. */
export interface Deployer {
  /** The command as the timeline shows it. */
  readonly command: (stack: string) => string;
  /** Environment variables with which the Pulumi CLI finds the stacks; absent without the CLI. */
  readonly pulumi?: Readonly<Record<string, string>>;
  /** What this deployer does not rehearse; empty for the real CLI. */
  readonly notRehearsed: readonly string[];
  /**
   * Deploys the current state of a stack's files, and waits until Argo CD runs it.
   *
   * @returns a summary of the changes, such as `12 created, 1 updated`
   * @throws DeployError when the deployment is refused or does not finish in time
   */
  readonly up: (stack: string) => Promise<string>;
}

/** A deployment that was refused or failed; the message holds the output of the deploying tool. */
export class DeployError extends PlayError {}
