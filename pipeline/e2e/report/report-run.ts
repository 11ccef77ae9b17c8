import { appendFile, writeFile } from 'node:fs/promises';
import { exitCodes } from '../../exit-codes.ts';
import type { GitHub } from '../../github/client.ts';
import type { Outcome } from '../../outcome.ts';
import type { TestedEnvironment } from '../test-environment.ts';
import { setCommitStatus } from './commit-status.ts';
import { renderJUnit } from './junit.ts';
import { renderSummary, renderText } from './text.ts';

const exitCodeOfVerdict = {
  passed: exitCodes.done,
  failed: exitCodes.refused,
  inconclusive: exitCodes.inconclusive,
} as const;

export interface ReportTargets {
  /** The path of a file for JUnit XML. */
  readonly junit: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Undefined without a token: no commit status is set. */
  readonly gitHub: GitHub | undefined;
}

/** Reports a run as JUnit XML, in the summary of the GitHub Actions job, as a commit status, and as the outcome. */
export async function reportRun(
  tested: TestedEnvironment,
  { junit, env, gitHub }: ReportTargets,
): Promise<Outcome & { readonly exitCode: number }> {
  const { run, ...release } = tested;
  if (junit !== undefined) await writeFile(junit, renderJUnit(tested, run));
  const summary = env['GITHUB_STEP_SUMMARY'];
  if (summary) await appendFile(summary, renderSummary(tested, run));
  const commit = gitHub === undefined ? undefined : await setCommitStatus(gitHub, tested, run);
  return {
    text: renderText(tested, run),
    data: { ...release, ...run, ...(commit === undefined ? {} : { commit }) },
    exitCode: exitCodeOfVerdict[run.verdict.kind],
  };
}
