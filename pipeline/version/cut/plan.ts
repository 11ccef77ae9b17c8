import { type Fault, RefusedError, UserError } from '../../../model/errors.ts';
import type { Hotfix } from '../../../model/hotfix.ts';
import type { Pipeline } from '../../../model/pipeline.ts';
import { withHotfix } from '../../../stack/edit-stack-file.ts';
import { readProjectName, stackFileName } from '../../../stack/stack-file.ts';

import type { Checkout } from '../../git/checkout.ts';
import { type EditedFile, type Edits, planEdits } from '../../git/file-edits.ts';
import { type HotfixRecord, type HotfixRequest, parseHotfixRequest } from '../hotfix-record.ts';
import { versionEdits } from '../version-files.ts';
import {
  faultsOfBranch,
  faultsOfChangelog,
  faultsOfChanges,
  faultsOfOrder,
  faultsOfRecord,
  faultsOfVersion,
} from './checks.ts';
import { type CutProgress, readProgress, releaseSubject } from './progress.ts';
import { type CutState, readCutState } from './state.ts';

/** What the command line says of a cut. */
export interface CutRequest {
  readonly version: string;
  readonly pushes: boolean;
  readonly isPrerelease: boolean;
  readonly checksChangelog: boolean;
  readonly hotfix: HotfixRequest;
}

/** What is left to do of a cut; nothing where it is done. */
export interface CutPlan {
  /** The branch that HEAD is on; undefined where it is detached and nothing is left to do. */
  readonly branch: string | undefined;
  readonly files: readonly EditedFile[];
  readonly commits: boolean;
  /** Whether the tag is made, or moved from a commit that was rebased. */
  readonly tags: 'new' | 'moved' | undefined;
  readonly pushes: boolean;
  readonly hotfix: HotfixRecord | undefined;
  /** The commit that has the tag already. */
  readonly tagged: string | undefined;
}

function throwFaults(wrong: readonly Fault[], refused: readonly Fault[] = []): void {
  if (wrong.length > 0) throw new UserError([...wrong, ...refused]);
  if (refused.length > 0) throw new RefusedError(refused);
}

/** Records a hotfix in every stack that otherwise wants a release proven in another environment first. */
function hotfixEdits(root: string, { environments }: Pipeline, hotfix: Hotfix): Edits {
  const project = readProjectName(root);
  const waived = environments.filter(({ promotesFrom }) => promotesFrom !== undefined);
  return new Map(
    waived.map(({ name }) => [
      stackFileName(name),
      (text: string) => {
        const { value, faults } = withHotfix(text, project, hotfix);
        return value ?? faults?.[0] ?? { what: 'cannot be changed' };
      },
    ]),
  );
}

const editsOf = (
  root: string,
  pipeline: Pipeline,
  version: string,
  hotfix: HotfixRecord | undefined,
): Edits =>
  new Map([
    ...versionEdits(pipeline.application, version),
    ...(hotfix === undefined ? [] : hotfixEdits(root, pipeline, { version, ...hotfix })),
  ]);

/** What is left where the tag is at its place: perhaps to push it. */
async function planRest(
  checkout: Checkout,
  { branch }: CutState,
  { reached, commit }: Extract<CutProgress, { commit: string }>,
  hotfix: HotfixRecord | undefined,
  request: CutRequest,
): Promise<CutPlan> {
  const pushes = request.pushes && reached === 'tag';
  throwFaults(pushes ? faultsOfBranch(branch) : [], await faultsOfRecord(checkout, commit, hotfix));
  return { branch, files: [], commits: false, tags: undefined, pushes, hotfix, tagged: commit };
}

async function planFrom(
  checkout: Checkout,
  pipeline: Pipeline,
  state: CutState,
  progress: Exclude<CutProgress, { commit: string }> | Fault,
  hotfix: HotfixRecord | undefined,
  { version, checksChangelog, pushes }: CutRequest,
): Promise<CutPlan> {
  const { branch, changes, head, subject } = state;
  const edits = editsOf(checkout.root, pipeline, version, hotfix);
  const { files, faults } = await planEdits(checkout, changes, edits);
  const isCommitted = subject === releaseSubject(version);
  throwFaults(
    [
      ...faultsOfBranch(branch),
      ...faultsOfChanges(changes, edits),
      ...faults,
      ...(checksChangelog ? await faultsOfChangelog(checkout, version) : []),
    ],
    [
      ...('what' in progress ? [progress] : []),
      ...faultsOfOrder(state, version),
      ...(isCommitted ? await faultsOfRecord(checkout, head, hotfix) : []),
    ],
  );
  return {
    branch,
    files,
    commits: files.length > 0 || (hotfix !== undefined && !isCommitted),
    tags: 'reached' in progress && progress.reached === 'rebase' ? 'moved' : 'new',
    pushes,
    hotfix,
    tagged: undefined,
  };
}

/**
 * Checks everything that a cut needs, and plans what is left to do of it.
 *
 * @throws UserError or RefusedError with all faults together; RemoteError when origin is needed and not reached
 */
export async function planCut(checkout: Checkout, pipeline: Pipeline, request: CutRequest): Promise<CutPlan> {
  const hotfix = parseHotfixRequest(request.hotfix);
  const unfit = faultsOfVersion(request.version, request.isPrerelease);
  const state = await readCutState(checkout.git, request.pushes);
  if (unfit.length > 0 || Array.isArray(hotfix)) {
    const ofHotfix = Array.isArray(hotfix) ? hotfix : [];
    const ofCheckout = [...faultsOfBranch(state.branch), ...faultsOfChanges(state.changes, new Map())];
    throw new UserError([...unfit, ...ofHotfix, ...ofCheckout]);
  }
  const progress = await readProgress(checkout.git, state, request.version);
  return 'commit' in progress
    ? planRest(checkout, state, progress, hotfix, request)
    : planFrom(checkout, pipeline, state, progress, hotfix, request);
}
