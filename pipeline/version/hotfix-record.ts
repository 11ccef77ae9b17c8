import { type Fault, UserError } from '../../model/errors.ts';
import type { Hotfix } from '../../model/hotfix.ts';
import { readCommit } from '../git/checkout.ts';
import type { Git } from '../git/git.ts';

/** Why a release goes without staging, and who decided it; one line each. */
export type HotfixRecord = Pick<Hotfix, 'reason' | 'actor'>;

/** What the command line says of a hotfix. */
export interface HotfixRequest {
  readonly skipsStaging: boolean;
  readonly reason: string | undefined;
  readonly actor: string | undefined;
}

const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

/**
 * Checks that who skips staging says why, and who it is (fault 24). Line breaks become spaces: a trailer is one line.
 *
 * @returns the record, undefined where staging is not skipped, or the faults
 */
export function parseHotfixRequest(request: HotfixRequest): HotfixRecord | undefined | Fault[] {
  const reason = oneLine(request.reason ?? '');
  const actor = oneLine(request.actor ?? '');
  if (!request.skipsStaging) {
    if (request.reason === undefined) return undefined;
    return [{ where: '--reason', what: 'is for a hotfix', hint: 'add --hotfix, or leave it out' }];
  }
  const faults: Fault[] = [];
  if (reason === '')
    faults.push({ where: '--reason', what: 'is not set', hint: 'say why staging is skipped' });
  if (actor === '') faults.push({ where: '--actor', what: 'is not set', hint: 'say who skips staging' });
  return faults.length > 0 ? faults : { reason, actor };
}

/** The trailers of a message, after the empty line that sets them off; nothing without a hotfix. */
export const hotfixTrailers = (record: HotfixRecord | undefined): string =>
  record === undefined ? '' : `\n\nHotfix-Reason: ${record.reason}\nHotfix-Actor: ${record.actor}`;

const value = (key: string): string => `%(trailers:key=${key},valueonly,unfold,separator=%x0A)`;

/**
 * Reads the hotfix that a release commit records in its trailers.
 *
 * @param revision a commit, or the tag of one
 * @returns undefined where none is recorded
 * @throws UserError with git's words when there is no such revision
 */
export async function readHotfix(git: Git, revision: string): Promise<HotfixRecord | undefined> {
  const format = `${value('Hotfix-Reason')}%x00${value('Hotfix-Actor')}`;
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
  const record = parseHotfixRequest(request);
  if (Array.isArray(record)) throw new UserError(record);
  return record;
}
