import { Command, InvalidArgumentError, Option } from 'commander';
import { type UserError, userError } from '../../model/errors.ts';
import { type DiffReport, type Severity, severities } from '../diff/model.ts';
import { cacheKey, currentInvocation, writeResult } from '../diff/result-cache.ts';
import { exitCodes } from '../exit-codes.ts';
import type { GitHub } from '../github/client.ts';
import { printProgress } from '../outcome.ts';

interface DiffOptions {
  readonly base?: string;
  readonly to?: string;
  readonly failOn?: Severity;
  readonly full?: true;
  readonly markdown?: string;
  readonly html?: string;
  readonly comment?: number;
  readonly json?: true;
}

function usage(what: string): UserError {
  const hint =
    'write pipeline diff --base <ref>, pipeline diff <environment> --to <version>, or pipeline diff <environment> <other>';
  return userError(what, { hint });
}

/** The comparison that the arguments ask for. */
async function chooseComparison(
  first: string | undefined,
  second: string | undefined,
  { base, to }: DiffOptions,
  root: string,
) {
  const [{ compareEnvironments, compareWithCommit, compareWithPin }, { pipeline }, { findCheckout }] =
    await Promise.all([
      import('../diff/comparisons.ts'),
      import('../../environments/index.ts'),
      import('../git/checkout.ts'),
    ]);
  if (second !== undefined) {
    if (first === undefined || base !== undefined || to !== undefined)
      throw usage('--base and --to cannot be used to compare two environments');
    return compareEnvironments(root, pipeline, first, second);
  }
  if (base !== undefined && to === undefined)
    return compareWithCommit(await findCheckout(root), pipeline, base, first);
  if (first !== undefined && to !== undefined && base === undefined)
    return compareWithPin(root, pipeline, first, to);
  throw usage('name two environments, or one with --to, or --base');
}

/** GitHub if a comment is to be written. Called first, so that missing settings are reported before the work begins. */
async function openGitHub(comment: number | undefined): Promise<GitHub | undefined> {
  if (comment === undefined) return undefined;
  const [{ createGitHub }, { readGitHubSettings }, { pipeline }] = await Promise.all([
    import('../github/client.ts'),
    import('../github/settings.ts'),
    import('../../environments/index.ts'),
  ]);
  return createGitHub(readGitHubSettings(process.env), pipeline.application.repository);
}

async function commentOn(github: GitHub, number: number, report: DiffReport, html: string | undefined) {
  const [{ upsertComment }, { pullRequestComment }, { diffMarker }] = await Promise.all([
    import('../github/issue-comments.ts'),
    import('../diff/write-reports.ts'),
    import('../diff/report/markdown.ts'),
  ]);
  const text = await pullRequestComment(report, html);
  const { url, done } = await upsertComment(github, { number, marker: diffMarker, text });
  printProgress(`${url} ${done}`);
}

/** What is printed to stderr about a report, and the exit code. */
function outcomeOf({ environments }: DiffReport, failOn: Severity | undefined) {
  if (environments.some(({ failure }) => failure !== undefined))
    return { stderr: '', exitCode: exitCodes.wrongInput };
  const limit = failOn === undefined ? -1 : severities.indexOf(failOn);
  const hazards = environments.flatMap((environment) => environment.hazards);
  if (hazards.every(({ severity }) => severities.indexOf(severity) > limit))
    return { stderr: '', exitCode: exitCodes.done };
  const stderr = `Refused: there are hazards of severity ${failOn} or worse.\n`;
  return { stderr, exitCode: exitCodes.refused };
}

async function run(
  first: string | undefined,
  second: string | undefined,
  options: DiffOptions,
): Promise<void> {
  const key = cacheKey(currentInvocation(process.argv.slice(2)));
  const github = await openGitHub(options.comment);
  const { findCheckout } = await import('../git/checkout.ts');
  const { root } = await findCheckout(process.cwd());
  const comparison = await chooseComparison(first, second, options, root);
  const [{ diffEnvironments }, { createRenderContext }, { printedReport, writeReports }] = await Promise.all([
    import('../diff/diff.ts'),
    import('../diff/render/render-context.ts'),
    import('../diff/write-reports.ts'),
  ]);
  const environments = await diffEnvironments(comparison.environments, createRenderContext(root));
  const report = { title: comparison.title, environments };
  await writeReports(report, options);
  const result = {
    stdout: `${await printedReport(report, options)}\n`,
    ...outcomeOf(report, options.failOn),
  };
  process.stdout.write(result.stdout);
  process.stderr.write(result.stderr);
  process.exitCode = result.exitCode;
  if (github !== undefined && options.comment !== undefined)
    await commentOn(github, options.comment, report, options.html);
  // A failure is not cached: its cause may be outside of what the key covers, for instance a missing image.
  if (key !== undefined && result.exitCode !== exitCodes.wrongInput) await writeResult(key, result);
}

function pullRequest(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('It is not the number of a pull request.');
  return Number(text);
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
    .option('--comment <number>', 'also keep one comment on this pull request', pullRequest)
    .addOption(
      new Option('--fail-on <severity>', 'end with 3 if there is a hazard of this kind, or worse').choices(
        severities,
      ),
    )
    .option('--json', 'print JSON, for machines')
    .action(run);
