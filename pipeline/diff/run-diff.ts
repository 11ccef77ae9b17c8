import type { Pipeline } from '../../model/pipeline.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Checkout } from '../git/checkout.ts';
import type { GitHub } from '../github/client.ts';
import { upsertComment } from '../github/issue-comments.ts';
import { printProgress } from '../outcome.ts';
import { type ComparisonRequest, chooseComparison } from './choose-comparison.ts';
import { diffEnvironments } from './diff.ts';
import { type DiffReport, type Severity, severities } from './model.ts';
import { createRenderContext } from './render/render-context.ts';
import type { CachedResult } from './result-cache.ts';
import { printedReport, pullRequestComment, writeReports } from './write-reports.ts';

export interface DiffRequest extends ComparisonRequest {
  /** The least severity that makes the diff end with 3. */
  readonly failOn?: Severity;
  /** Whether long differences are shown whole. */
  readonly full?: boolean;
  /** Paths of files to write. */
  readonly markdown?: string;
  readonly html?: string;
  /** The number of the pull request to comment on. */
  readonly comment?: number;
  readonly json?: boolean;
}

export interface DiffDependencies {
  readonly checkout: Checkout;
  readonly pipeline: Pipeline;
  /** Undefined if no comment is asked for. */
  readonly gitHub: GitHub | undefined;
}

/** What is printed to stderr about a report, and the exit code. */
function endOf({ environments }: DiffReport, failOn: Severity | undefined) {
  if (environments.some(({ failure }) => failure !== undefined))
    return { stderr: '', exitCode: exitCodes.wrongInput };
  const limit = failOn === undefined ? -1 : severities.indexOf(failOn);
  const hazards = environments.flatMap((environment) => environment.hazards);
  if (hazards.every(({ severity }) => severities.indexOf(severity) > limit))
    return { stderr: '', exitCode: exitCodes.done };
  const stderr = `Refused: there are hazards of severity ${failOn} or worse.\n`;
  return { stderr, exitCode: exitCodes.refused };
}

async function commentOn(gitHub: GitHub, report: DiffReport, { comment, html }: DiffRequest): Promise<void> {
  if (comment === undefined) return;
  const { diffMarker } = await import('./report/markdown.ts');
  const text = await pullRequestComment(report, html);
  const { url, done } = await upsertComment(gitHub, { number: comment, marker: diffMarker, text });
  printProgress(`${url} ${done}`);
}

/**
 * Compares, and writes every report that is asked for.
 *
 * @param print is called with what goes to stdout and stderr, before the pull request is commented on
 * @throws UserError for a comparison that cannot be made; UserError, RemoteError from GitHub
 */
export async function runDiff(
  request: DiffRequest,
  { checkout, pipeline, gitHub }: DiffDependencies,
  print: (result: CachedResult) => void,
): Promise<CachedResult> {
  const comparison = await chooseComparison(request, checkout, pipeline);
  const environments = await diffEnvironments(comparison.environments, createRenderContext(checkout.root));
  const report = { title: comparison.title, environments };
  await writeReports(report, request);
  const stdout = `${await printedReport(report, request)}\n`;
  const result = { stdout, ...endOf(report, request.failOn) };
  print(result);
  if (gitHub !== undefined) await commentOn(gitHub, report, request);
  return result;
}
