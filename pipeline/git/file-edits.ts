import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checked, faultsOf, invalid, valid, validUnless, withPlace } from '../../model/checked.ts';
import { isMissingFile } from '../../model/missing-file.ts';
import type { Change, Checkout } from './checkout.ts';

/** Changes the text of a file for a release. */
export type Edit = (text: string) => Checked<string>;

/** Edits by the path of the file, relative to the root of the checkout. */
export type Edits = ReadonlyMap<string, Edit>;

export interface EditedFile {
  readonly path: string;
  readonly text: string;
}

/** The text of a file in the checkout; undefined if it does not exist. */
export async function readText({ root }: Checkout, path: string): Promise<string | undefined> {
  try {
    return await readFile(join(root, path), 'utf8');
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
}

const isChanged = (changes: readonly Change[], path: string): boolean =>
  changes.some((change) => change.path === path);

/** A file's text in HEAD, as git checks it out; if the file is changed, without the line break at the end. */
export async function readCommitted(
  checkout: Checkout,
  changes: readonly Change[],
  path: string,
): Promise<Checked<string>> {
  if (isChanged(changes, path)) return valid(await checkout.git('cat-file', '--filters', `HEAD:${path}`));
  const text = await readText(checkout, path);
  return text === undefined ? invalid({ where: path, what: 'there is no such file' }) : valid(text);
}

const sameLines = (one: string, other: string): boolean =>
  one.replace(/\n$/, '') === other.replace(/\n$/, '');

/** The file after its edit; no value if the edit changes nothing. */
async function planEdit(
  checkout: Checkout,
  changes: readonly Change[],
  [path, edit]: readonly [string, Edit],
): Promise<Checked<EditedFile | undefined>> {
  const committed = await readCommitted(checkout, changes, path);
  if (committed.faults !== undefined) return committed;
  const edited = withPlace(edit(committed.value), (where = path) => where);
  if (edited.faults !== undefined) return edited;
  const text = edited.value;
  if (!isChanged(changes, path)) return valid(text === committed.value ? undefined : { path, text });
  const current = await readText(checkout, path);
  if (current !== undefined && sameLines(current, text)) return valid({ path, text: current });
  return invalid({
    where: path,
    what: 'has changes that are not committed',
    hint: 'commit them, or discard them (git restore --staged --worktree)',
  });
}

/**
 * Plans the files to commit. A file that has its edit already, without being committed, is left from an interrupted run
 * and accepted; any other uncommitted change in it is a fault.
 *
 * @returns the files that differ from HEAD after the edits, or all faults
 */
export async function planEdits(
  checkout: Checkout,
  changes: readonly Change[],
  edits: Edits,
): Promise<Checked<readonly EditedFile[]>> {
  const planned = await Promise.all([...edits].map((entry) => planEdit(checkout, changes, entry)));
  const files = planned.flatMap(({ value }) => (value === undefined ? [] : [value]));
  return validUnless(faultsOf(...planned), files);
}

/**
 * Writes files and commits them, and nothing else. Hooks and signing are used as git is configured.
 *
 * @throws UserError with the message of git or of a hook
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
