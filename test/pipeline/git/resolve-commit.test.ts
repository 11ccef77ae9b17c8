import { describe, expect, it } from '@jest/globals';
import { createGit } from '../../../pipeline/git/git.ts';
import { resolveCommit } from '../../../pipeline/git/resolve-commit.ts';
import { folderWith } from '../../support/folder.ts';
import { annotate, createRepository } from '../diff/render/support/repository.ts';

const details = { where: '--base', hint: 'name another commit' };

describe('resolveCommit', () => {
  it('returns the full hash of a branch, a tag, an annotated tag and a short hash', async () => {
    const repository = await createRepository({ VERSION: '1.0.0' });
    const commit = await repository.git('rev-parse', 'HEAD');
    await annotate(repository, 'v1.0.0');
    for (const revision of ['main', 'HEAD', 'v1.0.0', commit.slice(0, 10)])
      expect(await resolveCommit(repository.git, revision, details)).toBe(commit);
  });

  it.each(['nope', '--output=canary', '$(touch canary)', 'HEAD:VERSION'])(
    'refuses %s, which is not a commit, and says where it was given',
    async (revision) => {
      const { git } = await createRepository({ VERSION: '1.0.0' });
      await expect(resolveCommit(git, revision, details)).rejects.toMatchObject({
        faults: [{ ...details, what: `${JSON.stringify(revision)} is not a commit of this repository` }],
      });
    },
  );

  it('refuses a folder that is not a repository', async () => {
    await expect(resolveCommit(createGit(folderWith({})), 'HEAD', details)).rejects.toThrow(
      '"HEAD" is not a commit of this repository',
    );
  });
});
