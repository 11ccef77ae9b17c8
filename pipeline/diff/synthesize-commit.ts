import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { userError } from '../../model/errors.ts';
import { checkOutCommit } from '../git/check-out.ts';
import type { Git } from '../git/git.ts';
import { resolveCommit } from '../git/resolve-commit.ts';
import { ProcessError, runProcess } from '../process/run-process.ts';
import type { KubernetesObject } from './model.ts';

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
 * Synthesizes every environment of another commit, with the program of that commit and the dependencies that are
 * installed here.
 *
 * @param root the top of the checkout
 * @param ref a branch, tag or commit
 * @returns the objects by the name of their environment
 * @throws UserError if there is no such commit, if it has no pipeline, or if its program does not run
 */
export async function synthesizeCommit(
  git: Git,
  root: string,
  ref: string,
): Promise<Map<string, KubernetesObject[]>> {
  const commit = await resolveCommit(git, ref, {
    where: '--base',
    hint: 'run git fetch origin, or name another commit',
  });
  const temporary = await mkdtemp(join(tmpdir(), 'pipeline-base-'));
  const folder = join(temporary, 'base');
  try {
    await checkOutCommit(await git('rev-parse', '--absolute-git-dir'), commit, folder);
    if (!existsSync(join(folder, 'charts-synth', 'main.ts')))
      throw userError('has no pipeline yet', { where: ref, hint: 'compare with a later commit' });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    return await synthesizeIn(folder, ref);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
