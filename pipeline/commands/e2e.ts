import { Command } from 'commander';
import type { Recording, Tested } from '../e2e/test-environment.ts';
import { exitCodes } from '../exit-codes.ts';
import type { GitHubRepository } from '../github/client.ts';
import { printing, tell } from './outcome.ts';

interface Flags {
  readonly environment: string;
  readonly version?: string;
  readonly event?: string;
  readonly junit?: string;
  readonly deadline?: string;
  readonly evidence: boolean;
}

async function prepareRecording(): Promise<Recording> {
  const [{ createClient }, { createSigner }, { actorOf }, { userInfo }] = await Promise.all([
    import('../oci/client.ts'),
    import('../evidence/signer.ts'),
    import('../e2e/test-result.ts'),
    import('node:os'),
  ]);
  const signer = await createSigner(process.env);
  if (signer === undefined)
    tell('What is recorded is not signed: set PIPELINE_SIGNING_KEY, or run where GitHub gives an identity.');
  return { client: createClient(), signer, actor: actorOf(process.env, userInfo().username) };
}

/** Writes what others read of a run: JUnit XML and the job summary. */
async function writeReports(tested: Tested, junit: string | undefined): Promise<void> {
  const [{ appendFile, writeFile }, { renderJUnit }, { renderSummary }] = await Promise.all([
    import('node:fs/promises'),
    import('../e2e/report/junit.ts'),
    import('../e2e/report/text.ts'),
  ]);
  if (junit !== undefined) await writeFile(junit, renderJUnit(tested, tested.run));
  const summary = process.env['GITHUB_STEP_SUMMARY'];
  if (summary) await appendFile(summary, renderSummary(tested, tested.run));
}

/** @returns the commit whose status was set; undefined without a token, and for a version without a tag */
async function reportStatus(tested: Tested, repository: GitHubRepository): Promise<string | undefined> {
  if (!process.env['GITHUB_TOKEN'] && !process.env['GH_TOKEN']) return undefined;
  const [{ createGitHub }, { readGitHubSettings }, { setCommitStatus }] = await Promise.all([
    import('../github/client.ts'),
    import('../github/settings.ts'),
    import('../e2e/report/commit-status.ts'),
  ]);
  const gitHub = createGitHub(readGitHubSettings(process.env), repository);
  return setCommitStatus(gitHub, tested, tested.run);
}

const codes = {
  passed: exitCodes.done,
  failed: exitCodes.refused,
  inconclusive: exitCodes.inconclusive,
} as const;

export function e2eVerb(): Command {
  const command = new Command('e2e')
    .description('Tests an environment over HTTP, and records what that says of the release that it serves')
    .requiredOption('--environment <name>', 'the environment')
    .option('--version <version>', 'the version under test; by default that of --event, else of the pin')
    .option('--event <file>', 'the deploy event (repository_dispatch `deployed`), or its payload')
    .option('--junit <file>', 'write JUnit XML here')
    .option(
      '--deadline <duration>',
      'until that version is served; by default the timeout of the environment',
    )
    .option('--no-evidence', 'record nothing: a look from here')
    .addHelpText(
      'after',
      '\nEnds with 0 where all passed, 3 where a scenario failed, 4 where nothing is proven.',
    );
  return printing(command, async ({ evidence, junit, ...flags }: Flags) => {
    const [{ testEnvironment }, { renderText }, { pipeline }, { findCheckout }, { setTimeout }] =
      await Promise.all([
        import('../e2e/test-environment.ts'),
        import('../e2e/report/text.ts'),
        import('../../environments/index.ts'),
        import('../git/checkout.ts'),
        import('node:timers/promises'),
      ]);
    const { root: folder } = await findCheckout(process.cwd());
    const recording = evidence ? await prepareRecording() : undefined;
    const clock = { now: Date.now, sleep: (milliseconds: number) => setTimeout(milliseconds) };
    const around = { pipeline, folder, env: process.env, clock, tell };
    const tested = await testEnvironment(around, { ...flags, recording });
    await writeReports(tested, junit);
    const commit = await reportStatus(tested, pipeline.application.repository);
    process.exitCode = codes[tested.run.verdict.kind];
    const { run, ...about } = tested;
    return {
      text: renderText(tested, run),
      data: { ...about, ...run, ...(commit === undefined ? {} : { commit }) },
    };
  });
}
