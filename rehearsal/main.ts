import { Command } from 'commander';
import { UserError } from '../model/errors.ts';
import { down } from './down.ts';
import { PlayError } from './play/play-error.ts';
import { type Rehearsal, rehearse } from './rehearse.ts';
import { EngineError } from './world/engine-process.ts';

const exitCode = { failed: 1, wrongSetUp: 2, interrupted: 130 };

function howToReach({ world, checkout }: Rehearsal): string {
  const { cluster, registry, github, proxy, certificate, folder } = world;
  return [
    'The world stays up until Ctrl-C, or `npm run rehearse -- down` from elsewhere.',
    '',
    `  cluster   export KUBECONFIG=${cluster.kubeconfig}`,
    `  registry  ${registry.host} is https://127.0.0.1:${registry.port} (HTTPS_PROXY=${proxy.url}, authority ${certificate})`,
    `            user ${registry.username}, password ${registry.password}`,
    `  GitHub    ${github.url}, token ${github.token}`,
    `  checkout  ${checkout.folder}`,
    `  logs      ${folder}/logs`,
    '',
  ].join('\n');
}

/** Shows what went wrong: a known kind by its message alone. */
function report(error: unknown): void {
  const known = error instanceof UserError || error instanceof PlayError || error instanceof EngineError;
  console.error(known ? `\n${error.message}\n` : error);
  process.exitCode = error instanceof UserError ? exitCode.wrongSetUp : exitCode.failed;
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
      console.log(howToReach(rehearsal));
      await stopped;
    }
  } catch (error) {
    if (cleanup.disposed) await stopped;
    report(error);
  }
  await cleanup.disposeAsync();
}

const program = new Command('rehearse')
  .description('Plays the whole release pipeline on this machine, on real engines')
  .option('--keep', 'leave the world up afterwards, and say how to reach it', false)
  .option('--migrate', 'play how demo moves from Kustomize to the chart instead', false)
  .action(run);

program
  .command('down')
  .description('end every world that is still up')
  .action(async () => {
    const ended = await down();
    console.log(ended === 0 ? 'no world is up' : `${ended} ended`);
  });

await program.parseAsync();
