import { existsSync } from 'node:fs';
import { readdir, readlink, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { userError } from '../../../../model/errors.ts';
import { ignoreMissing } from '../../../../model/missing-file.ts';
import { newestVersions } from '../../../chart/range.ts';
import { checkOutCommit } from '../../../git/check-out.ts';
import type { RenderContext } from '../render-context.ts';
import type { RenderSource } from '../request.ts';
import { findCommit, isCommitHash, tagNames } from './git-refs.ts';
import { type GitRepository, openRepository } from './git-repository.ts';
import type { ResolvedSource } from './resolved-source.ts';

type GitRenderSource = Extract<RenderSource, { kind: 'git' }>;

async function resolveRevision(
  repository: GitRepository,
  { repoURL, revision }: GitRenderSource,
): Promise<string> {
  if (isCommitHash(revision)) return revision;
  const refs = await repository.refs();
  const commit = findCommit(refs, revision);
  if (commit !== undefined) return commit;
  const newest = newestVersions(tagNames(refs)).join(', ') || 'none';
  const what = `there is no revision ${JSON.stringify(revision)} (the newest versions: ${newest})`;
  throw userError(what, { where: repoURL, hint: repository.hint });
}

const isOutside = (root: string, path: string) => relative(root, path).split('/')[0] === '..';

/** Argo CD refuses a repository with a link that leads out of it, wherever in the repository it is. */
async function refuseLinksOut(root: string, label: string): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isSymbolicLink())) {
    const link = join(entry.parentPath, entry.name);
    const target = await readlink(link);
    if (!isAbsolute(target) && !isOutside(root, join(dirname(link), target))) continue;
    const what = `${relative(root, link)} is a link that leads out of the repository`;
    throw userError(what, { where: label, hint: 'remove it: Argo CD refuses the whole repository' });
  }
}

const entryFiles = {
  helm: ['Chart.yaml'],
  kustomize: ['kustomization.yaml', 'kustomization.yml', 'Kustomization'],
};

async function requireEntry(
  path: string,
  { path: shown, tool }: GitRenderSource,
  label: string,
): Promise<void> {
  const found = await ignoreMissing(stat(path));
  if (found?.isDirectory() !== true)
    throw userError(`there is no folder ${JSON.stringify(shown)}`, { where: label });
  if (entryFiles[tool].some((name) => existsSync(join(path, name)))) return;
  throw userError(`the folder has no ${entryFiles[tool].join(' or ')}`, { where: label });
}

/** Argo CD lets such a file override the Application ("Tool Detection"), which rendering here does not. */
async function refuseOverrides(path: string, label: string): Promise<void> {
  const override = (await readdir(path)).find((name) => /^\.argocd-source.*\.yaml$/.test(name));
  if (override === undefined) return;
  const what = `${override} overrides the Application, which the diff cannot show`;
  throw userError(what, { where: label, hint: 'move its settings into the environment' });
}

/**
 * Resolves a folder in a Git repository at a revision. The whole commit decides what is rendered, because a
 * kustomization has bases in other folders, and a chart may have links.
 *
 * @throws UserError if there is no such revision
 * @throws RemoteError if the repository cannot be read
 */
export async function resolveGit(
  source: GitRenderSource,
  { root, cache }: RenderContext,
): Promise<ResolvedSource> {
  const { repoURL, path, revision, tool } = source;
  const repository = await openRepository(repoURL, root, cache);
  const commit = await resolveRevision(repository, source);
  const label = `${repoURL} ${revision} ${path}`;
  return {
    id: `git ${commit} ${path}`,
    label,
    tool,
    fetchContent: async (folder) => {
      const gitFolder = await repository.findGitFolder(commit);
      if (gitFolder === undefined)
        throw userError(`there is no commit ${commit}`, { where: repoURL, hint: repository.hint });
      const tree = join(folder, 'tree');
      await checkOutCommit(gitFolder, commit, tree);
      await refuseLinksOut(tree, label);
      await requireEntry(join(tree, path), source, label);
      await refuseOverrides(join(tree, path), label);
      return { root: tree, path: join(tree, path) };
    },
  };
}
