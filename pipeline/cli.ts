import { Command, CommanderError } from 'commander';
import { chartVerbs } from './commands/chart.ts';
import { diffVerb } from './commands/diff.ts';
import { e2eVerb } from './commands/e2e.ts';
import { evidenceVerbs } from './commands/evidence.ts';
import { imagesVerbs } from './commands/images.ts';
import { promoteVerb, rejectVerb, rollbackVerb, statusVerb, unrejectVerb } from './commands/promotion.ts';
import { releaseVerbs } from './commands/release.ts';
import { cutVerb, versionVerbs } from './commands/version.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';

/** The command line of all verbs. Each loads what it does only when it is called. */
export function createProgram(): Command {
  const program = new Command('pipeline')
    .description('Turns a commit into a release that nobody can move, and brings it to an environment')
    .showHelpAfterError('Add --help to see what there is.')
    .exitOverride();
  const verbs = [
    imagesVerbs(),
    chartVerbs(),
    versionVerbs(),
    cutVerb(),
    releaseVerbs(),
    diffVerb(),
    e2eVerb(),
    evidenceVerbs(),
    promoteVerb(),
    rollbackVerb(),
    rejectVerb(),
    unrejectVerb(),
    statusVerb(),
  ];
  for (const verb of verbs) {
    program.addCommand(verb);
  }
  for (const command of descendants(program)) command.copyInheritedSettings(program);
  return program;
}

const descendants = (command: Command): Command[] =>
  command.commands.flatMap((child) => [child, ...descendants(child)]);

/**
 * Runs a verb and sets the exit code of the process. What a user or a remote did is told in one message; anything
 * else is shown with its stack trace.
 *
 * @param args without the names of node and of the program
 */
export async function main(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrongInput;
      return;
    }
    process.exitCode = exitCodeOf(error);
    console.error(
      process.exitCode === exitCodes.unexpected || !(error instanceof Error) ? error : error.message,
    );
  }
}
