import { CommitParser } from 'conventional-commits-parser';
import type { Git } from './git.ts';

/** A commit, parsed by Conventional Commits 1.0.0 if its message has that form. */
export interface Commit {
  /** 40 hexadecimal digits. */
  readonly hash: string;
  /** The whole message. */
  readonly message: string;
  /** `feat`, `fix` and so on, in lower case; undefined if the subject has another form. */
  readonly type: string | undefined;
  readonly scope: string | undefined;
  /** The subject without its type and scope. */
  readonly description: string;
  /** The breaking change: the text of the `BREAKING CHANGE` note, or of the subject with `!`. */
  readonly breaking: string | undefined;
}

const parser = new CommitParser({
  headerPattern: /^([A-Za-z]+)(?:\(([^()]*)\))?!?: (.+)$/,
  breakingHeaderPattern: /^([A-Za-z]+)(?:\(([^()]*)\))?!: (.+)$/,
  headerCorrespondence: ['type', 'scope', 'subject'],
  noteKeywords: ['BREAKING CHANGE', 'BREAKING-CHANGE'],
});

function parseCommit(record: string): Commit {
  const hash = record.slice(0, 40);
  const message = record.slice(41).trimEnd();
  const { type, scope, subject, header, notes } = parser.parse(message === '' ? '(no message)' : message);
  return {
    hash,
    message,
    type: type?.toLowerCase(),
    scope: scope ?? undefined,
    description: subject ?? header ?? '',
    breaking: notes[0]?.text,
  };
}

/**
 * The commits of a range, newest first.
 *
 * @param range in git's form, for instance `v1.0.75..HEAD`
 * @throws UserError with git's message if the range does not exist
 */
export async function readCommits(git: Git, range: string): Promise<Commit[]> {
  const log = await git(
    'log',
    '--no-show-signature',
    '-z',
    '--format=%H%n%B',
    '--end-of-options',
    range,
    '--',
  );
  return log.split('\0').filter(Boolean).map(parseCommit);
}
