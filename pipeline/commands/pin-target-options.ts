import type { Command } from 'commander';
import { userError } from '../../model/errors.ts';
import type { PinTarget } from '../promotion/apply-pin.ts';
import type { CommandContext } from './context.ts';

export interface PinTargetFlags {
  readonly up?: true;
  readonly pullRequest?: true;
}

/** Adds the options that say where a new pin is written. */
export const withPinTargetOptions = (command: Command): Command =>
  command
    .option('--up', 'run pulumi up too, and wait until the environment runs it')
    .option('--pull-request', 'open a pull request instead, or update the existing one');

/** @throws UserError for options that exclude each other, or without access to GitHub */
export async function pinTargetOf(
  { up, pullRequest }: PinTargetFlags,
  context: CommandContext,
): Promise<PinTarget> {
  if (up && pullRequest) throw userError('and --pull-request exclude each other', { where: '--up' });
  if (pullRequest) return { kind: 'pull-request', gitHub: await context.gitHub() };
  return { kind: up ? 'up' : 'file' };
}

/** The help of --actor, for the commands that record who decides. */
export const actorHelp = 'who decides; by default GITHUB_ACTOR, or the user.name of git';
