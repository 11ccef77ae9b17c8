import { Command } from 'commander';
import { printProgress } from '../outcome.ts';
import type { CommandContext } from './context.ts';
import { withAction } from './define-command.ts';

interface Flags {
  readonly environment: string;
  readonly version?: string;
  readonly event?: string;
  readonly junit?: string;
  readonly deadline?: string;
  readonly evidence: boolean;
}

/** How the result is recorded as evidence. */
async function createRecording({ env, registry, signer }: CommandContext) {
  const [client, keyOrIdentity, { readTestActor }, { userInfo }] = await Promise.all([
    registry(),
    signer(),
    import('../e2e/test-result.ts'),
    import('node:os'),
  ]);
  if (keyOrIdentity === undefined)
    printProgress(
      'The evidence is not signed: set PIPELINE_SIGNING_KEY, or run where GitHub gives an identity.',
    );
  return { client, signer: keyOrIdentity, actor: readTestActor(env, userInfo().username) };
}

export const e2eCommand = (): Command =>
  withAction(
    new Command('e2e')
      .description('Tests an environment over HTTP, and records the result as evidence about its release')
      .requiredOption('--environment <name>', 'the environment')
      .option('--version <version>', 'the version under test; by default that of --event, else of the pin')
      .option('--event <file>', 'the deploy event (repository_dispatch `deployed`), or its payload')
      .option('--junit <file>', 'write JUnit XML here')
      .option(
        '--deadline <duration>',
        "how long to wait for that version; by default the environment's timeout",
      )
      .option('--no-evidence', 'record nothing')
      .addHelpText(
        'after',
        '\nEnds with 0 if all scenarios passed, 3 if one failed, 4 if the result is inconclusive.',
      ),
    async (context, { evidence, junit, ...request }: Flags) => {
      const [{ testEnvironment }, { reportRun }, { setTimeout }, pipeline, { root }] = await Promise.all([
        import('../e2e/test-environment.ts'),
        import('../e2e/report/report-run.ts'),
        import('node:timers/promises'),
        context.pipeline(),
        context.checkout(),
      ]);
      const { env } = context;
      const clock = { now: Date.now, sleep: (milliseconds: number) => setTimeout(milliseconds) };
      const scenarios = await context.scenarios();
      const dependencies = { pipeline, scenarios, folder: root, env, clock, printProgress };
      const recording = evidence ? await createRecording(context) : undefined;
      const tested = await testEnvironment(dependencies, { ...request, recording });
      const hasToken = Boolean(env['GITHUB_TOKEN'] || env['GH_TOKEN']);
      const gitHub = hasToken ? await context.gitHub() : undefined;
      const { exitCode, ...outcome } = await reportRun(tested, { junit, env, gitHub });
      process.exitCode = exitCode;
      return outcome;
    },
  );
