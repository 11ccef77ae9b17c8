import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkOutCommit } from '../../../pipeline/git/check-out.ts';
import { folderWith } from '../../support/folder.ts';
import { createRepository } from '../diff/render/support/repository.ts';

describe('checkOutCommit', () => {
  it('writes all files of the commit, also those that .gitattributes leaves out of archives', async () => {
    const repository = await createRepository({ '.gitattributes': '* export-ignore\n', 'a/b.txt': 'first' });
    const commit = await repository.git('rev-parse', 'HEAD');
    await repository.commit({ 'a/b.txt': 'second' });
    const folder = join(folderWith({}), 'tree');
    await checkOutCommit(join(repository.folder, '.git'), commit, folder);
    expect(readdirSync(folder).toSorted()).toEqual(['.gitattributes', 'a']);
    expect(readFileSync(join(folder, 'a/b.txt'), 'utf8')).toBe('first');
  });

  it('leaves the index and the working tree of the repository as they are', async () => {
    const repository = await createRepository({ 'a.txt': 'first' });
    const commit = await repository.git('rev-parse', 'HEAD');
    await repository.commit({ 'b.txt': 'second' });
    await checkOutCommit(join(repository.folder, '.git'), commit, join(folderWith({}), 'tree'));
    expect(await repository.git('status', '--porcelain')).toBe('');
    expect(await repository.git('ls-files')).toBe('b.txt');
  });

  it('fails if the repository does not have the commit', async () => {
    const { folder } = await createRepository({ 'a.txt': '' });
    await expect(
      checkOutCommit(join(folder, '.git'), '0'.repeat(40), join(folderWith({}), 'tree')),
    ).rejects.toThrow(/^git .*read-tree/);
  });
});
