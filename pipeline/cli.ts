import { Command, CommanderError } from 'commander';
import { chartLint } from './commands/chart/lint.ts';
import { chartPublish } from './commands/chart/publish.ts';
import { cutCommand } from './commands/cut.ts';
import { diffCommand } from './commands/diff.ts';
import { e2eCommand } from './commands/e2e.ts';
import { evidenceList } from './commands/evidence/list.ts';
import { imagesPromote } from './commands/images/promote.ts';
import { imagesStage } from './commands/images/stage.ts';
import { imagesTags } from './commands/images/tags.ts';
import { promoteCommand } from './commands/promote.ts';
import { rejectCommand, unrejectCommand } from './commands/reject.ts';
import { releaseCreate } from './commands/release/create.ts';
import { releaseDispatch } from './commands/release/dispatch.ts';
import { releaseReceive } from './commands/release/receive.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { statusCommand } from './commands/status.ts';
import { versionBump } from './commands/version/bump.ts';
import { versionStamp } from './commands/version/stamp.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';

function group(name: string, description: string, ...commands: readonly Command[]): Command {
  const parent = new Command(name).description(description);
  for (const command of commands) parent.addCommand(command);
  return parent;
}

const descendants = (command: Command): Command[] =>
  command.commands.flatMap((child) => [child, ...descendants(child)]);

/** The command line. Commands declare their flags, and load their code only when they run. */
export function createProgram(): Command {
  const program = group(
    'pipeline',
    'Turns a commit into a release that nobody can move, and brings it to an environment',
    group('images', 'The container images of a release', imagesTags(), imagesStage(), imagesPromote()),
    group('chart', 'The Helm chart that fixes a release', chartPublish(), chartLint()),
    group('version', 'The version of the application', versionStamp(), versionBump()),
    cutCommand(),
    group('release', 'The release on GitHub', releaseCreate(), releaseDispatch(), releaseReceive()),
    diffCommand(),
    e2eCommand(),
    group('evidence', 'What is recorded about a release, beside it in the registry', evidenceList()),
    promoteCommand(),
    rollbackCommand(),
    rejectCommand(),
    unrejectCommand(),
    statusCommand(),
  )
    .showHelpAfterError('Add --help to see all commands and options.')
    .exitOverride();
  for (const command of descendants(program)) command.copyInheritedSettings(program);
  return program;
}

/**
 * Runs a command and sets the exit code of the process. A mistake of the user or a failure of a remote is shown as one
 * message; any other error is shown with its stack trace.
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
