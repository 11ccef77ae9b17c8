import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { userError } from '../../model/errors.ts';
import type { Git } from '../git/git.ts';
import { ProcessError, runProcess } from '../process/run-process.ts';
import type { KubernetesObject } from './model.ts';

async function commitOf(git: Git, ref: string): Promise<string> {
  try {
    return await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
  } catch {
    throw userError(`there is no commit ${JSON.stringify(ref)}`, {
      where: '--base',
      hint: 'git fetch origin, or name another',
    });
  }
}

async function checkOut(git: Git, commit: string, folder: string): Promise<void> {
  const archive = `${folder}.tar`;
  await git('archive', '--format=tar', `--output=${archive}`, '--end-of-options', commit);
  await mkdir(folder);
  await runProcess('tar', ['-xf', archive, '-C', folder]);
  await rm(archive);
}

async function readObjects(folder: string): Promise<KubernetesObject[]> {
  const files = (await readdir(folder)).filter((name) => name !== 'values.yaml').toSorted();
  return Promise.all(files.map(async (name) => parse(await readFile(join(folder, name), 'utf8'))));
}

async function synthesizeIn(folder: string, ref: string): Promise<Map<string, KubernetesObject[]>> {
  const outdir = join(folder, 'dist');
  try {
    const env = { CDK8S_OUTDIR: outdir };
    await runProcess(process.execPath, ['charts-synth/main.ts'], { cwd: folder, env });
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    const hint = 'compare with a commit whose program runs (npm run synth)';
    throw userError(`its program does not run: ${error.stderr.trim()}`, { where: ref, hint });
  }
  const names = await readdir(outdir);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readObjects(join(outdir, name))] as const)),
  );
}

/**
 * What every environment applied at another commit, as the program of that commit says, with the dependencies that
 * are installed here.
 *
 * @param root of the checkout
 * @param ref a branch, tag or commit
 * @returns the objects by environment
 * @throws UserError when there is no such commit, it has no pipeline, or its program does not run
 */
export async function synthesizeCommit(
  git: Git,
  root: string,
  ref: string,
): Promise<Map<string, KubernetesObject[]>> {
  const commit = await commitOf(git, ref);
  const temporary = await mkdtemp(join(tmpdir(), 'pipeline-base-'));
  const folder = join(temporary, 'base');
  try {
    await checkOut(git, commit, folder);
    if (!existsSync(join(folder, 'charts-synth', 'main.ts'))) {
      throw userError('has no pipeline yet', { where: ref, hint: 'compare with a later commit' });
    }
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    return await synthesizeIn(folder, ref);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
