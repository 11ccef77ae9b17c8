import { type Checked, faultsOf, valid } from '../../../model/checked.ts';
import { type Fault, RefusedError, UserError } from '../../../model/errors.ts';
import type { Hotfix } from '../../../model/hotfix.ts';
import type { Pipeline } from '../../../model/pipeline.ts';
import { withHotfix } from '../../../stack/edit-stack-file.ts';
import { readProjectName, stackFileName } from '../../../stack/stack-file.ts';
import type { Checkout } from '../../git/checkout.ts';
import { type EditedFile, type Edits, planEdits } from '../../git/file-edits.ts';
import { type HotfixRecord, type HotfixRequest, parseHotfixRequest } from '../hotfix-record.ts';
import { versionEdits } from '../version-edits.ts';
import {
  checkBranch,
  checkChangelog,
  checkChanges,
  checkHotfixRecord,
  checkOrder,
  checkVersion,
} from './checks.ts';
import { type CutProgress, readProgress, releaseSubject } from './progress.ts';
import { type CutState, readCutState } from './state.ts';

/** The command line's options for a cut. */
export interface CutRequest {
  readonly version: string;
  readonly pushes: boolean;
  readonly isPrerelease: boolean;
  readonly checksChangelog: boolean;
  readonly hotfix: HotfixRequest;
}

/** The remaining steps of a cut; none if it is finished. */
export interface CutPlan {
  /** The current branch; undefined only if HEAD is detached and nothing is left to do. */
  readonly branch: string | undefined;
  readonly files: readonly EditedFile[];
  readonly commits: boolean;
  /** Whether to create the tag, or to move it from a commit that was rebased. */
  readonly tags: 'new' | 'moved' | undefined;
  readonly pushes: boolean;
  readonly hotfix: HotfixRecord | undefined;
  /** The commit that has the tag already, if the tag need not be changed. */
  readonly tagged: string | undefined;
}

function throwFaults(invalid: readonly Fault[], refused: readonly Fault[] = []): void {
  if (invalid.length > 0) throw new UserError([...invalid, ...refused]);
  if (refused.length > 0) throw new RefusedError(refused);
}

/** Records a hotfix in every stack that otherwise wants a release proven in another environment first. */
function hotfixEdits(root: string, { environments }: Pipeline, hotfix: Hotfix): Edits {
  const project = readProjectName(root);
  const waived = environments.filter(({ promotesFrom }) => promotesFrom !== undefined);
  return new Map(
    waived.map(({ name }) => [stackFileName(name), (text: string) => withHotfix(text, project, hotfix)]),
  );
}

const createEdits = (
  root: string,
  pipeline: Pipeline,
  version: string,
  hotfix: HotfixRecord | undefined,
): Edits =>
  new Map([
    ...versionEdits(pipeline.application, version),
    ...(hotfix === undefined ? [] : hotfixEdits(root, pipeline, { version, ...hotfix })),
  ]);

/** Plans a cut whose tag exists: at most the push is left. */
async function planPush(
  checkout: Checkout,
  { branch }: CutState,
  { reached, commit }: Extract<CutProgress, { commit: string }>,
  hotfix: HotfixRecord | undefined,
  request: CutRequest,
): Promise<CutPlan> {
  const pushes = request.pushes && reached === 'tag';
  throwFaults(pushes ? checkBranch(branch) : [], await checkHotfixRecord(checkout, commit, hotfix));
  return { branch, files: [], commits: false, tags: undefined, pushes, hotfix, tagged: commit };
}

/** Plans a cut whose tag does not exist or must be moved. */
async function planAll(
  checkout: Checkout,
  pipeline: Pipeline,
  state: CutState,
  progress: Checked<Exclude<CutProgress, { commit: string }>>,
  hotfix: HotfixRecord | undefined,
  { version, checksChangelog, pushes }: CutRequest,
): Promise<CutPlan> {
  const { branch, changes, head, subject } = state;
  const edits = createEdits(checkout.root, pipeline, version, hotfix);
  const planned = await planEdits(checkout, changes, edits);
  const isCommitted = subject === releaseSubject(version);
  throwFaults(
    [
      ...checkBranch(branch),
      ...checkChanges(changes, edits),
      ...faultsOf(planned),
      ...(checksChangelog ? await checkChangelog(checkout, version) : []),
    ],
    [
      ...faultsOf(progress),
      ...checkOrder(state, version),
      ...(isCommitted ? await checkHotfixRecord(checkout, head, hotfix) : []),
    ],
  );
  const files = planned.value ?? [];
  return {
    branch,
    files,
    commits: files.length > 0 || (hotfix !== undefined && !isCommitted),
    tags: progress.value?.reached === 'rebase' ? 'moved' : 'new',
    pushes,
    hotfix,
    tagged: undefined,
  };
}

/**
 * Checks all preconditions of a cut, and plans its remaining steps.
 *
 * @throws UserError or RefusedError with all faults together; RemoteError if origin is needed but cannot be reached
 */
export async function planCut(checkout: Checkout, pipeline: Pipeline, request: CutRequest): Promise<CutPlan> {
  const hotfix = parseHotfixRequest(request.hotfix);
  const requestFaults = [...checkVersion(request.version, request.isPrerelease), ...faultsOf(hotfix)];
  const state = await readCutState(checkout.git, request.pushes);
  if (requestFaults.length > 0) {
    const checkoutFaults = [...checkBranch(state.branch), ...checkChanges(state.changes, new Map())];
    throw new UserError([...requestFaults, ...checkoutFaults]);
  }
  const progress = await readProgress(checkout.git, state, request.version);
  if (progress.value === undefined)
    return planAll(checkout, pipeline, state, progress, hotfix.value, request);
  return 'commit' in progress.value
    ? planPush(checkout, state, progress.value, hotfix.value, request)
    : planAll(checkout, pipeline, state, valid(progress.value), hotfix.value, request);
}
