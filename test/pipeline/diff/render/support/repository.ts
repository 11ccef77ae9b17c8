import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createGit, type Git } from '../../../../../pipeline/git/git.ts';
import { folderWith } from '../../../../support/folder.ts';

/** A real Git repository in a temporary folder. */
export interface TestRepository {
  readonly folder: string;
  readonly url: string;
  readonly git: Git;
  /** Replaces all files by these and commits them; returns the hash. */
  readonly commit: (files: Readonly<Record<string, string>>) => Promise<string>;
}

const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false'];

export async function createRepository(files: Readonly<Record<string, string>>): Promise<TestRepository> {
  const folder = folderWith({});
  const git = createGit(folder);
  await git('init', '--quiet', '--initial-branch=main');
  const commit = async (wanted: Readonly<Record<string, string>>) => {
    for (const name of (await git('ls-files')).split('\n').filter(Boolean)) rmSync(join(folder, name));
    for (const [path, text] of Object.entries(wanted)) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    await git('add', '--all');
    await git(...identity, 'commit', '--quiet', '--allow-empty', '--message', 'files');
    return git('rev-parse', 'HEAD');
  };
  await commit(files);
  return { folder, url: `file://${folder}`, git, commit };
}

/** Puts an annotated tag on HEAD. */
export const annotate = ({ git }: TestRepository, tag: string): Promise<string> =>
  git(...identity, '-c', 'tag.gpgSign=false', 'tag', '--annotate', '--message', tag, '--end-of-options', tag);
