import { UserError } from '../../model/errors.ts';
import type { Hotfix } from '../../model/hotfix.ts';
import { imageTag } from '../../model/version.ts';
import { withWaiver } from '../../stack/hotfix-edit.ts';
import { formatPin, stackFile, swapStackFile, withPin } from '../../stack/pin-edit.ts';
import { projectName } from '../../stack/stack-file.ts';
import type { GitHub } from '../github/client.ts';
import { escapeMarkdown } from '../github/markdown.ts';
import { pullRequestBodyLimit } from '../github/pull-requests.ts';
import { readReleaseNotes } from '../github/releases.ts';
import type { Desk, PinnedStack, Workspace } from './context.ts';
import type { ExactPin } from './gates/candidate.ts';
import type { Finding } from './gates/finding.ts';
import { propose } from './propose-pin.ts';
import { runUp } from './run-up.ts';
import { testRunning } from './test-running.ts';

/** Where a new pin goes: into the file, into a pull request, or into the file and the environment. */
export type Landing =
  | { readonly kind: 'file' }
  | { readonly kind: 'up' }
  | { readonly kind: 'pull-request'; readonly gitHub: GitHub };

/** A change of a stack's pin that was judged. */
export interface Move {
  readonly stack: PinnedStack;
  readonly pin: ExactPin;
  readonly findings: readonly Finding[];
  /** In the imperative, for instance `Promote 1.0.77 to demo`. */
  readonly title: string;
  /** Written into the stack's file beside the pin. */
  readonly hotfix?: Hotfix | undefined;
}

/** What became of it. */
export interface Landed {
  readonly text: string;
  readonly changed: boolean;
  /** Of the pull request. */
  readonly url?: string;
}

function nextText({ folder }: Workspace, { stack, pin, hotfix }: Move): string {
  const { environment, text } = stack;
  const project = projectName(folder);
  const pinned = withPin(text, environment.name, project, formatPin(pin));
  if (hotfix === undefined) return pinned;
  const waived = withWaiver(pinned, project, hotfix);
  if (typeof waived === 'string') return waived;
  throw new UserError([{ where: stackFile(environment.name), ...waived }]);
}

function bodyOf({ findings, stack, pin }: Move, notes: string | undefined): string {
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

/**
 * Brings a new pin to where it is wanted. It is written last, and only over the pin that was judged.
 *
 * @throws RefusedError where the pin changed meanwhile, or the tests fail in the environment afterwards
 * @throws UserError, RemoteError as git, GitHub and Pulumi answer
 */
export async function land(workspace: Desk, move: Move, landing: Landing): Promise<Landed> {
  const { folder, git } = workspace;
  const { stack, pin, title } = move;
  const { name } = stack.environment;
  const next = nextText(workspace, move);
  const changed = next !== stack.text;
  const change = changed
    ? `${stackFile(name)}: ${formatPin(stack.pin)} -> ${formatPin(pin)}`
    : `${stackFile(name)} says ${formatPin(pin)} already`;
  if (landing.kind === 'pull-request') {
    if (!changed) return { text: change, changed };
    const notes = await readReleaseNotes(landing.gitHub, imageTag(pin.version));
    const body = bodyOf(move, notes);
    const { url, done } = await propose(git, landing.gitHub, {
      environment: name,
      before: stack.text,
      after: next,
      title,
      body,
    });
    return { text: `${change}, in a pull request (${done}): ${url}`, changed: done !== 'unchanged', url };
  }
  if (changed) await swapStackFile(folder, name, stack.text, next);
  if (landing.kind === 'file') return { text: `${change}\nnow: npx pulumi up --stack ${name}`, changed };
  await runUp(folder, name);
  await testRunning(workspace, stack.environment, pin.version);
  return { text: `${change}\n${name} runs ${pin.version}, Synced, Healthy and tested`, changed };
}
