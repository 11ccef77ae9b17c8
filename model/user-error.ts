/** One fault of what a user wrote or set up: what is wrong, and how to mend it. */
export interface Fault {
  /** Where the fault is, for instance `Pulumi.demo.yaml: serviceradar:version`. */
  readonly where?: string;
  readonly what: string;
  readonly mend?: string;
}

const line = ({ where, what, mend }: Fault) =>
  `${where === undefined ? '' : `${where}: `}${what}${mend === undefined ? '' : `\n    ${mend}`}`;

/**
 * A user's mistake, or several found together. It is shown by its message alone: `__pulumiRunError` is how
 * Pulumi recognises (by `RunError.isInstance`) an error to print without a stack trace.
 */
export class UserError extends Error {
  readonly faults: readonly Fault[];
  readonly __pulumiRunError = true;

  constructor(faults: readonly Fault[]) {
    super(faults.map(line).join('\n'));
    this.name = 'UserError';
    this.faults = faults;
  }
}
