import { type Checked, invalid, unwrap, valid, validUnless } from '../../model/checked.ts';
import type { Fault } from '../../model/errors.ts';
import type { Hotfix } from '../../model/hotfix.ts';
import { readCommit } from '../git/checkout.ts';
import type { Git } from '../git/git.ts';

/** Why a release skips staging and who decided it, one line each. */
export type HotfixRecord = Pick<Hotfix, 'reason' | 'actor'>;

/** The command line's options for a hotfix. */
export interface HotfixRequest {
  readonly skipsStaging: boolean;
  readonly reason: string | undefined;
  readonly actor: string | undefined;
}

const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

/**
 * Checks that a hotfix has a reason and an actor. Line breaks become spaces, because a trailer is one line.
 *
 * @returns the record; undefined if staging is not skipped
 */
export function parseHotfixRequest(request: HotfixRequest): Checked<HotfixRecord | undefined> {
  const reason = oneLine(request.reason ?? '');
  const actor = oneLine(request.actor ?? '');
  if (!request.skipsStaging) {
    if (request.reason === undefined) return valid(undefined);
    return invalid({
      where: '--reason',
      what: 'is only for a hotfix',
      hint: 'add --hotfix, or leave it out',
    });
  }
  const faults: Fault[] = [];
  if (reason === '')
    faults.push({ where: '--reason', what: 'is not set', hint: 'say why staging is skipped' });
  if (actor === '') faults.push({ where: '--actor', what: 'is not set', hint: 'say who skips staging' });
  return validUnless(faults, { reason, actor });
}

/** The trailers of a commit message, with the empty line before them; an empty text without a hotfix. */
export const hotfixTrailers = (record: HotfixRecord | undefined): string =>
  record === undefined ? '' : `\n\nHotfix-Reason: ${record.reason}\nHotfix-Actor: ${record.actor}`;

const trailerFormat = (key: string): string => `%(trailers:key=${key},valueonly,unfold,separator=%x0A)`;

/**
 * Reads the hotfix from the trailers of a release commit.
 *
 * @param revision a commit, or a tag of one
 * @returns undefined if the commit has none
 * @throws UserError with git's message if there is no such revision
 */
export async function readHotfix(git: Git, revision: string): Promise<HotfixRecord | undefined> {
  const format = `${trailerFormat('Hotfix-Reason')}%x00${trailerFormat('Hotfix-Actor')}`;
  const recorded = await readCommit(git, format, revision);
  const [reason = '', actor = ''] = recorded.split('\0').map((text) => oneLine(text));
  return reason === '' || actor === '' ? undefined : { reason, actor };
}

/**
 * The hotfix that the command line asks for.
 *
 * @throws UserError with all faults
 */
export function requireHotfixRecord(request: HotfixRequest): HotfixRecord | undefined {
  return unwrap(parseHotfixRequest(request));
}
