import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from '../process/run-process.ts';

/**
 * Writes the files of a commit into a new folder, as `git checkout` would: `git archive` would leave out what
 * `.gitattributes` marks `export-ignore`. The repository, its index and its working tree stay as they are.
 *
 * @param gitFolder the repository's git folder, for instance `/src/shop/.git`
 * @param commit the full hash
 * @param folder is created; its parent must exist
 * @throws ProcessError if the repository does not have the commit
 */
export async function checkOutCommit(gitFolder: string, commit: string, folder: string): Promise<void> {
  await mkdir(folder);
  const temporary = await mkdtemp(join(tmpdir(), 'pipeline-index-'));
  try {
    const repository = ['-c', 'core.autocrlf=false', `--git-dir=${gitFolder}`, `--work-tree=${folder}`];
    await runProcess('git', [...repository, 'read-tree', '--reset', '-u', '--no-sparse-checkout', commit], {
      cwd: folder,
      env: { GIT_INDEX_FILE: join(temporary, 'index'), GIT_TERMINAL_PROMPT: '0' },
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
