import type { Pipeline } from '../../../model/pipeline.ts';
import { type Checkout, readCommit } from '../../git/checkout.ts';
import { commitFiles } from '../../git/file-edits.ts';
import { pushRelease } from '../../git/push.ts';
import type { Outcome } from '../../outcome.ts';
import { hotfixTrailers } from '../hotfix-record.ts';
import { type CutPlan, type CutRequest, planCut } from './plan.ts';
import { releaseSubject } from './progress.ts';

function describeSteps({ branch, files, commits, tags, pushes, hotfix }: CutPlan, version: string): string[] {
  const tag = `v${version}`;
  const written = files.map(({ path }) => path).join(', ') || 'no file changes';
  const record = hotfix === undefined ? '' : `, as a hotfix: ${hotfix.reason} (${hotfix.actor})`;
  return [
    ...(commits ? [`commit "${releaseSubject(version)}" on ${branch} (${written})`] : []),
    ...(tags === undefined ? [] : [`${tags === 'new' ? 'tag' : 'move the tag'} ${tag}${record}`]),
    ...(pushes ? [`push ${branch} and ${tag} to origin, both or neither`] : []),
  ];
}

async function carryOut(checkout: Checkout, plan: CutPlan, version: string): Promise<void> {
  const { git } = checkout;
  const { branch, files, commits, tags, pushes, hotfix } = plan;
  const tag = `v${version}`;
  const message = releaseSubject(version) + hotfixTrailers(hotfix);
  if (commits) await commitFiles(checkout, files, message);
  if (tags !== undefined) {
    const force = tags === 'moved' ? ['--force'] : [];
    await git('tag', '--annotate', ...force, '--cleanup=whitespace', `--message=${message}`, tag, 'HEAD');
  }
  if (pushes && branch !== undefined) await pushRelease(git, branch, tag);
}

/**
 * Releases HEAD: commits the version, tags the commit, and pushes both if requested. Steps of an earlier run are not
 * repeated, so the same command finishes an interrupted run.
 *
 * @param isDryRun only describes the steps
 * @throws UserError or RefusedError with all faults together; RemoteError if origin is needed but cannot be reached
 */
export async function cut(
  checkout: Checkout,
  pipeline: Pipeline,
  request: CutRequest,
  isDryRun: boolean,
): Promise<Outcome> {
  const { version } = request;
  const plan = await planCut(checkout, pipeline, request);
  if (!isDryRun) await carryOut(checkout, plan, version);
  const steps = describeSteps(plan, version);
  const heading = `${releaseSubject(version)}${isDryRun ? ', a dry run' : ''}:`;
  const data = { version, tag: `v${version}`, branch: plan.branch, steps, isDryRun };
  return {
    text: steps.length === 0 ? `v${version} exists already: nothing to do` : [heading, ...steps].join('\n  '),
    data: isDryRun ? data : { ...data, commit: plan.tagged ?? (await readCommit(checkout.git, '%H')) },
  };
}
