import { Command, InvalidArgumentError, Option } from 'commander';
import { type UserError, userError } from '../../model/errors.ts';
import { type DiffReport, type Severity, severities } from '../diff/model.ts';
import { answerPath, askedHere, remember } from '../diff/result-cache.ts';
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

/** Which of the three questions is asked. */
async function comparisonOf(
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
      throw usage('two environments are compared as they are: --base and --to do not fit');
    return compareEnvironments(root, pipeline, first, second);
  }
  if (base !== undefined && to === undefined)
    return compareWithCommit(await findCheckout(root), pipeline, base, first);
  if (first !== undefined && to !== undefined && base === undefined)
    return compareWithPin(root, pipeline, first, to);
  throw usage('it is not said what is compared with what');
}

/** GitHub, where a comment is asked for: known before the work begins that it could not be written. */
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
  const [{ keepComment }, { commentOf }, { diffMarker }] = await Promise.all([
    import('../github/issue-comments.ts'),
    import('../diff/write-reports.ts'),
    import('../diff/report/markdown.ts'),
  ]);
  const text = await commentOf(report, html);
  const { url, done } = await keepComment(github, { number, marker: diffMarker, text });
  printProgress(`${url} ${done}`);
}

/** How a report ends the process: what is said of it on stderr, and the exit code. */
function endOf({ environments }: DiffReport, failOn: Severity | undefined) {
  if (environments.some(({ failure }) => failure !== undefined))
    return { stderr: '', exitCode: exitCodes.wrongInput };
  const limit = failOn === undefined ? -1 : severities.indexOf(failOn);
  const hazards = environments.flatMap((environment) => environment.hazards);
  if (hazards.every(({ severity }) => severities.indexOf(severity) > limit))
    return { stderr: '', exitCode: exitCodes.done };
  const stderr = `Refused: there are hazards of ${failOn}, or worse.\n`;
  return { stderr, exitCode: exitCodes.refused };
}

async function run(
  first: string | undefined,
  second: string | undefined,
  options: DiffOptions,
): Promise<void> {
  const path = answerPath(askedHere(process.argv.slice(2)));
  const github = await openGitHub(options.comment);
  const { findCheckout } = await import('../git/checkout.ts');
  const { root } = await findCheckout(process.cwd());
  const { title, pairs } = await comparisonOf(first, second, options, root);
  const [{ diffPairs }, { surroundingsOf }, { printedReport, writeReports }] = await Promise.all([
    import('../diff/diff.ts'),
    import('../diff/render/render-context.ts'),
    import('../diff/write-reports.ts'),
  ]);
  const report = { title, environments: await diffPairs(pairs, surroundingsOf(root)) };
  await writeReports(report, options);
  const answer = { stdout: `${await printedReport(report, options)}\n`, ...endOf(report, options.failOn) };
  process.stdout.write(answer.stdout);
  process.stderr.write(answer.stderr);
  process.exitCode = answer.exitCode;
  if (github !== undefined && options.comment !== undefined)
    await commentOn(github, options.comment, report, options.html);
  // What failed may be mended elsewhere a moment later.
  if (path !== undefined && answer.exitCode !== exitCodes.wrongInput) await remember(path, answer);
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
