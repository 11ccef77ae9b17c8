import { unwrap, withPlace } from '../../model/checked.ts';
import type { Hotfix } from '../../model/hotfix.ts';
import { type ExactPin, formatPin } from '../../model/pin.ts';
import { imageTag } from '../../model/version.ts';
import { withHotfix, withPin } from '../../stack/edit-stack-file.ts';
import { replaceStackFile } from '../../stack/replace-stack-file.ts';
import type { PinnedStack } from '../../stack/stack.ts';
import type { GitHub } from '../github/client.ts';
import { escapeMarkdown } from '../github/markdown.ts';
import { pullRequestBodyLimit } from '../github/pull-requests.ts';
import { readReleaseNotes } from '../github/releases.ts';
import type { SigningContext } from './context.ts';
import type { Finding } from './gates/finding.ts';
import { proposePin } from './propose-pin.ts';
import { runUp } from './run-up.ts';
import { testRunning } from './test-running.ts';

/** Where a new pin is written: the stack's file, a pull request, or the file followed by `pulumi up`. */
export type PinTarget =
  | { readonly kind: 'file' }
  | { readonly kind: 'up' }
  | { readonly kind: 'pull-request'; readonly gitHub: GitHub };

/** A change of a stack's pin that the gates have judged. */
export interface PinChange {
  readonly stack: PinnedStack;
  readonly pin: ExactPin;
  readonly findings: readonly Finding[];
  /** In the imperative, for instance `Promote 1.0.77 to demo`. */
  readonly title: string;
  /** Written into the stack's file beside the pin. */
  readonly hotfix?: Hotfix | undefined;
}

export interface AppliedPin {
  readonly text: string;
  readonly changed: boolean;
  /** The address of the pull request. */
  readonly url?: string;
}

function newTextOf({ stack: { file }, pin, hotfix }: PinChange): string {
  const pinned = unwrap(withPin(file, pin));
  if (hotfix === undefined) return pinned;
  return unwrap(withPlace(withHotfix(pinned, file.project, hotfix), () => file.name));
}

function pullRequestBody({ findings, stack, pin }: PinChange, notes: string | undefined): string {
  const rows = findings.map(
    ({ gate, verdict, what }) => `| ${gate} | ${verdict} | ${escapeMarkdown(what, 1000)} |`,
  );
  const body = [
    `\`${formatPin(stack.pin)}\` becomes \`${formatPin(pin)}\` in ${escapeMarkdown(stack.environment.name)}.`,
    '',
    '| Gate | Verdict | Why |',
    '| --- | --- | --- |',
    ...rows,
    ...(notes === undefined ? [] : ['', `## ${imageTag(pin.version)}`, '', notes]),
  ].join('\n');
  return body.slice(0, pullRequestBodyLimit);
}

async function applyByPullRequest(
  { git }: SigningContext,
  change: PinChange,
  gitHub: GitHub,
  after: string,
  summary: string,
): Promise<AppliedPin> {
  const { stack, pin, title } = change;
  const body = pullRequestBody(change, await readReleaseNotes(gitHub, imageTag(pin.version)));
  const { url, done } = await proposePin(git, gitHub, { file: stack.file, after, title, body });
  return { text: `${summary}, in a pull request (${done}): ${url}`, changed: done !== 'unchanged', url };
}

/**
 * Writes a judged pin to its target. The file is replaced only if it still holds the pin that was judged.
 *
 * @throws RefusedError if the pin changed since, or the environment's tests fail afterwards
 * @throws UserError, RemoteError if git, GitHub or Pulumi fails
 */
export async function applyPin(
  context: SigningContext,
  change: PinChange,
  target: PinTarget,
): Promise<AppliedPin> {
  const { stack, pin } = change;
  const { environment, file } = stack;
  const after = newTextOf(change);
  const changed = after !== file.text;
  const summary = changed
    ? `${file.name}: ${formatPin(stack.pin)} -> ${formatPin(pin)}`
    : `${file.name} already says ${formatPin(pin)}`;
  if (target.kind === 'pull-request') {
    if (!changed) return { text: summary, changed };
    return applyByPullRequest(context, change, target.gitHub, after, summary);
  }
  if (changed) await replaceStackFile(file, after);
  const { name } = environment;
  if (target.kind === 'file') return { text: `${summary}\nnow: npx pulumi up --stack ${name}`, changed };
  await runUp(context.folder, name);
  await testRunning(context, environment, pin.version);
  return { text: `${summary}\n${name} runs ${pin.version}, Synced, Healthy and tested`, changed };
}
