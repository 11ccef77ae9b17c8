import { z } from 'zod';
import { RemoteError } from '../../model/errors.ts';
import { parsePin } from '../../model/pin.ts';
import { findPulumiCommand } from '../process/pulumi.ts';
import { ProcessError, runProcess } from '../process/run-process.ts';
import type { Deployment } from './gates/candidate.ts';

/** One run of `pulumi up`. */
export interface Update {
  /** The pin in the stack's config at that time; empty after `pulumi destroy`. */
  readonly pin: string;
  readonly succeeded: boolean;
  /** When it ended: RFC 3339, UTC. */
  readonly at: string;
}

const historySchema = z.array(
  z.object({
    kind: z.string(),
    result: z.string(),
    endTime: z.string().optional(),
    config: z.record(z.string(), z.object({ value: z.string().optional() })).nullish(),
  }),
);

/**
 * Reads what `pulumi stack history --json` prints.
 *
 * @param project whose config key `version` is the pin
 * @returns the runs of `pulumi up` that ended, newest first
 */
export function parseHistory(json: string, project: string): Update[] {
  const key = `${project}:version`;
  return historySchema.parse(JSON.parse(json)).flatMap(({ kind, result, endTime, config }) => {
    const pin = config?.[key]?.value;
    const isOver = ['update', 'destroy'].includes(kind) && ['succeeded', 'failed'].includes(result);
    if (!isOver || pin === undefined || endTime === undefined) return [];
    // After a destroy, nothing runs.
    return [{ pin: kind === 'destroy' ? '' : pin, succeeded: result === 'succeeded', at: endTime }];
  });
}

/**
 * The versions that were deployed to an environment, newest first. Successive runs with the same pin count as one.
 *
 * @param updates newest first
 */
export function deploymentsOf(updates: readonly Update[]): Deployment[] {
  const succeeded = updates.filter((update) => update.succeeded);
  const first = succeeded.filter(({ pin }, i) => pin !== succeeded[i + 1]?.pin);
  return first.flatMap(({ pin: text, at }) => {
    const { value: pin } = parsePin(text, false);
    if (pin?.kind !== 'exact') return [];
    return [{ version: pin.version, at, ...(pin.digest === undefined ? {} : { digest: pin.digest }) }];
  });
}

/** Identifies a stack of a project. */
export interface StackReference {
  /** The folder of Pulumi.yaml. */
  readonly folder: string;
  readonly project: string;
  /** Its name, optionally with organization and project before it. */
  readonly stack: string;
}

/**
 * Reads the history of a stack through the Pulumi CLI. Outputs are not read: a failed run changes them too.
 *
 * @returns the runs, newest first; an empty list if the stack does not exist
 * @throws RemoteError if the CLI is not installed, or cannot reach its backend
 */
export async function readHistory({ folder, project, stack }: StackReference): Promise<Update[]> {
  try {
    const args = ['stack', 'history', '--json', '--non-interactive', '--stack', stack];
    const env = { PULUMI_SKIP_UPDATE_CHECK: 'true' };
    return parseHistory(await runProcess(findPulumiCommand(), args, { cwd: folder, env }), project);
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    if (/no stack named/.test(error.stderr)) return [];
    throw new RemoteError(
      `pulumi stack history --stack ${stack}: ${error.stderr.trim() || error.message}\n` +
        '    the history of Pulumi says what runs there: install Pulumi, and log in (pulumi login)',
    );
  }
}
