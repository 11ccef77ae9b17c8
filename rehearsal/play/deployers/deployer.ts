import { PlayError } from '../play-error.ts';

/** How the play brings a stack into the world. */
export interface Deployer {
  /** The command, as it is shown. */
  readonly command: (stack: string) => string;
  /** The variables by which the Pulumi CLI finds the stacks; absent where there is none. */
  readonly pulumi?: Readonly<Record<string, string>>;
  /** What this way does not rehearse; empty for the real CLI. */
  readonly leavesOut: readonly string[];
  /**
   * Deploys a stack as its files say, and returns when Argo CD runs what they say.
   *
   * @returns what changed, in a few words
   * @throws DeployError when it is refused or not done in time
   */
  readonly up: (stack: string) => Promise<string>;
}

/** A deployment that was refused or did not end well, with what was said about it. */
export class DeployError extends PlayError {}
