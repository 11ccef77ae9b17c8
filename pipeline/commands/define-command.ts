import type { Command } from 'commander';
import type { Outcome } from '../outcome.ts';
import { type CommandContext, createCommandContext } from './context.ts';

/** Adds `--json` to a command, and prints what its action returns to stdout, as text or as JSON. */
export const withAction = <Args extends unknown[]>(
  command: Command,
  action: (context: CommandContext, ...args: Args) => Promise<Outcome>,
): Command =>
  command.option('--json', 'print JSON, for machines').action(async (...args: unknown[]) => {
    const { text, data } = await action(createCommandContext(), ...(args as Args));
    console.log(command.opts()['json'] === true ? JSON.stringify(data, undefined, 2) : text);
  });
