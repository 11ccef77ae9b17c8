import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../../model/errors.ts';
import type { Change, Checkout } from './checkout.ts';

/** What a release writes into a file: its new text, or why it cannot be written. */
type Edit = (text: string) => string | Fault;

/** Edits by the path of their file, relative to the root of the checkout. */
export type Edits = ReadonlyMap<string, Edit>;

export interface EditedFile {
  readonly path: string;
  readonly text: string;
}

/** A file of the checkout; undefined where there is none. */
export async function readText({ root }: Checkout, path: string): Promise<string | undefined> {
  const file = join(root, path);
  return existsSync(file) ? readFile(file, 'utf8') : undefined;
}

const isChanged = (changes: readonly Change[], path: string): boolean =>
  changes.some((change) => change.path === path);

/** A file's text in HEAD, as it would be checked out; without the last line break where the file is changed. */
export async function readCommitted(
  checkout: Checkout,
  changes: readonly Change[],
  path: string,
): Promise<string | Fault> {
  if (isChanged(changes, path)) return checkout.git('cat-file', '--filters', `HEAD:${path}`);
  return (await readText(checkout, path)) ?? { where: path, what: 'there is no such file' };
}

const sameLines = (one: string, other: string): boolean =>
  one.replace(/\n$/, '') === other.replace(/\n$/, '');

async function plan(
  checkout: Checkout,
  changes: readonly Change[],
  [path, edit]: readonly [string, Edit],
): Promise<EditedFile | Fault | undefined> {
  const committed = await readCommitted(checkout, changes, path);
  const text = typeof committed === 'string' ? edit(committed) : committed;
  if (typeof text !== 'string') return { where: path, ...text };
  if (!isChanged(changes, path)) return text === committed ? undefined : { path, text };
  const current = await readText(checkout, path);
  if (current !== undefined && sameLines(current, text)) return { path, text: current };
  return {
    where: path,
    what: 'has changes that are not committed',
    hint: 'commit them, or take them back (git restore --staged --worktree)',
  };
}

/**
 * Plans what is to be committed. A file that has this edit already, not committed, is what a run that was interrupted
 * left behind: it is fine; any other change in it is a fault.
 *
 * @returns the files that differ from HEAD afterwards, and what stands in the way
 */
export async function planEdits(
  checkout: Checkout,
  changes: readonly Change[],
  edits: Edits,
): Promise<{ files: EditedFile[]; faults: Fault[] }> {
  const planned = await Promise.all([...edits].map((entry) => plan(checkout, changes, entry)));
  return {
    files: planned.filter((file): file is EditedFile => file !== undefined && 'path' in file),
    faults: planned.filter((fault): fault is Fault => fault !== undefined && 'what' in fault),
  };
}

/**
 * Writes files and commits them, and nothing else; hooks and signing are as git is configured.
 *
 * @throws UserError with git's words, or those of a hook
 */
export async function commitFiles(
  { root, git }: Checkout,
  files: readonly EditedFile[],
  message: string,
): Promise<void> {
  for (const { path, text } of files) await writeFile(join(root, path), text);
  const paths = files.map(({ path }) => path);
  await git('commit', '--allow-empty', '--cleanup=whitespace', `--message=${message}`, '--', ...paths);
}
