import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { refused } from '../model/errors.ts';
import type { StackFile } from './stack-file.ts';

/**
 * Replaces a stack's file if it has not changed since it was read (compare and swap). If two processes do so at the
 * same time, one is refused.
 *
 * @param file as it was read
 * @param text the new text
 * @throws RefusedError if the file changed since, or another process is writing it
 */
export async function replaceStackFile(
  { folder, name, text: before }: Pick<StackFile, 'folder' | 'name' | 'text'>,
  text: string,
): Promise<void> {
  const path = join(folder, name);
  const next = `${path}.next`;
  // Only the process that creates this file may write.
  const file = await open(next, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    const hint = 'wait for it; if none is running any more, remove the file and run the same command again';
    throw refused('another promotion is writing it', { where: `${name}.next`, hint });
  });
  try {
    await file.writeFile(text);
    await file.close();
    if ((await readFile(path, 'utf8')) !== before)
      throw refused('was changed by somebody else in the meantime', {
        where: name,
        hint: 'look at the change, then run the same command again',
      });
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
}
