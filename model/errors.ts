/** One fault in what a user wrote or set up. */
export interface Fault {
  /** Where the fault is, for instance `Pulumi.demo.yaml: serviceradar:version`. */
  readonly where?: string;
  /** What is wrong, in words that follow `where`. */
  readonly what: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** A fault as it is shown: `where: what`, and the hint on a separate line. */
export const formatFault = ({ where, what, hint }: Fault): string =>
  `${where === undefined ? '' : `${where}: `}${what}${hint === undefined ? '' : `\n    ${hint}`}`;

/**
 * One or several mistakes of a user. Only its message is shown: `__pulumiRunError` is how Pulumi
 * recognises (by `RunError.isInstance`) an error to print without a stack trace.
 */
export class UserError extends Error {
  readonly faults: readonly Fault[];
  readonly __pulumiRunError = true;

  constructor(faults: readonly Fault[]) {
    super(faults.map(formatFault).join('\n'));
    this.name = 'UserError';
    this.faults = faults;
  }
}

/** A well-formed request that would break a guarantee: a gate refuses it, or it would move a released tag. */
export class RefusedError extends UserError {}

/** A remote failed after retries. The message says what was requested, what came back, and what to do. */
export class RemoteError extends Error {
  readonly __pulumiRunError = true;
}

type Details = Pick<Fault, 'where' | 'hint'>;

/** A UserError with one fault. */
export const userError = (what: string, details: Details = {}): UserError =>
  new UserError([{ what, ...details }]);

/** A RefusedError with one fault. */
export const refused = (what: string, details: Details = {}): RefusedError =>
  new RefusedError([{ what, ...details }]);
