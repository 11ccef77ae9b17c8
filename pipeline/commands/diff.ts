import { Command, InvalidArgumentError, Option } from 'commander';
import { severities } from '../diff/model.ts';
import { type CachedResult, cacheKey, currentInvocation, writeResult } from '../diff/result-cache.ts';
import type { DiffRequest } from '../diff/run-diff.ts';
import { exitCodes } from '../exit-codes.ts';
import { createCommandContext } from './context.ts';

function parsePullRequest(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('It is not the number of a pull request.');
  return Number(text);
}

function print({ stdout, stderr, exitCode }: CachedResult): void {
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = exitCode;
}

async function run(environment: string | undefined, other: string | undefined, flags: DiffRequest) {
  const key = cacheKey(currentInvocation(process.argv.slice(2)));
  const context = createCommandContext();
  // Missing access to GitHub is reported before the work begins.
  const gitHub = flags.comment === undefined ? undefined : await context.gitHub();
  const [{ runDiff }, checkout, pipeline] = await Promise.all([
    import('../diff/run-diff.ts'),
    context.checkout(),
    context.pipeline(),
  ]);
  const request = { ...flags, environment, other };
  const result = await runDiff(request, { checkout, pipeline, gitHub }, print);
  // A failure is not cached: its cause may be outside of what the key covers, for instance a missing image.
  if (key !== undefined && result.exitCode !== exitCodes.wrongInput) await writeResult(key, result);
}

export const diffCommand = (): Command =>
  new Command('diff')
    .description('Shows what would change in the environments, and what would be lost, without a cluster')
    .argument('[environment]', 'the environment; with --base all of them by default')
    .argument('[other]', 'another environment, to compare the two')
    .option('--base <ref>', 'compare the working tree with this branch, tag or commit')
    .option('--to <version>', 'show what this version would change, before anything is edited')
    .option('--full', 'show long differences whole')
    .option('--markdown <file>', 'also write a comment for a pull request')
    .option('--html <file>', 'also write a page that holds everything')
    .option('--comment <number>', 'also keep one comment on this pull request', parsePullRequest)
    .addOption(
      new Option('--fail-on <severity>', 'end with 3 if there is a hazard of this kind, or worse').choices(
        severities,
      ),
    )
    .option('--json', 'print JSON, for machines')
    .action(run);
