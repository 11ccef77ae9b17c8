import { Command } from 'commander';
import { UserError } from '../model/errors.ts';
import { PlayError } from './play/play-error.ts';
import { type Rehearsal, rehearse } from './rehearse.ts';
import { stopAllWorlds } from './stop-worlds.ts';
import { EngineError } from './world/engine-process.ts';

const exitCode = { failed: 1, userError: 2, interrupted: 130 };

function accessInstructions({ world, checkout }: Rehearsal): string {
  const { cluster, registry, github, proxy, certificate, folder } = world;
  return [
    'The world stays up until you press Ctrl-C here or run `npm run rehearse -- down` in another terminal.',
    '',
    `  cluster   export KUBECONFIG=${cluster.kubeconfig}`,
    `  registry  ${registry.host} is served at https://127.0.0.1:${registry.port} (HTTPS_PROXY=${proxy.url}, CA certificate ${certificate})`,
    `            user ${registry.username}, password ${registry.password}`,
    `  GitHub    ${github.url}, token ${github.token}`,
    `  checkout  ${checkout.folder}`,
    `  logs      ${folder}/logs`,
    '',
  ].join('\n');
}

/** Prints an error, without its stack trace if its kind is expected, and sets the exit code. */
function report(error: unknown): void {
  const isExpected = error instanceof UserError || error instanceof PlayError || error instanceof EngineError;
  console.error(isExpected ? `\n${error.message}\n` : error);
  process.exitCode = error instanceof UserError ? exitCode.userError : exitCode.failed;
}

async function run({ keep, migrate }: { keep: boolean; migrate: boolean }): Promise<void> {
  const cleanup = new AsyncDisposableStack();
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  const stopped = interrupted.then(async () => {
    await cleanup.disposeAsync();
    process.exit(exitCode.interrupted);
  });
  try {
    const rehearsal = await rehearse(cleanup, migrate ? 'migration' : 'release');
    if (keep) {
      console.log(accessInstructions(rehearsal));
      await stopped;
    }
  } catch (error) {
    if (cleanup.disposed) await stopped;
    report(error);
  }
  await cleanup.disposeAsync();
}

const program = new Command('rehearse')
  .description(
    'Rehearses the whole release pipeline on this machine, with the real programs (Kubernetes, Argo CD, Helm, a registry)',
  )
  .option('--keep', 'leave the world running afterwards, and print how to reach it', false)
  .option('--migrate', 'rehearse the migration of demo from Kustomize to the chart instead', false)
  .action(run);

program
  .command('down')
  .description('stop every world that is still running')
  .action(async () => {
    const ended = await stopAllWorlds();
    console.log(ended === 0 ? 'no world is running' : `worlds stopped: ${ended}`);
  });

await program.parseAsync();
