import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { RefusedError } from '../../../model/errors.ts';
import type { CutRequest } from '../../../pipeline/version/cut/plan.ts';
import { readHotfix } from '../../../pipeline/version/hotfix-record.ts';
import { folderWith } from '../../support/folder.ts';
import {
  cloneOf,
  createOrigin,
  createRepository,
  type Repository,
  refusalOf,
  repositoryAt,
  stateOf,
} from './repository.ts';
import { cutShop, hotfix } from './shop-cut.ts';

const push: Partial<CutRequest> = { pushes: true };

/** A repository with a finished cut that was not pushed, and its origin. */
async function cutHere(changes: Partial<CutRequest> = {}) {
  const repository = await createRepository();
  const origin = await createOrigin(repository);
  await cutShop(repository, changes);
  return { repository, origin };
}

/** Expects one release commit with its tag at the end of the branch, both locally and on origin. */
async function expectReleased(repository: Repository, origin: Repository) {
  const head = await repository.head();
  for (const { git } of [repository, origin]) {
    expect(await git('rev-parse', 'main', 'v1.1.0^{commit}')).toBe(`${head}\n${head}`);
    expect(await git('cat-file', '-t', 'v1.1.0')).toBe('tag');
    expect(await git('log', '--grep=^Release', '--format=%s', 'main')).toBe('Release 1.1.0');
    expect(await git('show', 'main:VERSION')).toBe('1.1.0');
  }
  expect(await repository.git('status', '--porcelain')).toBe('');
}

describe('a repeated cut after an interrupted one', () => {
  const interruptions: [string, (repository: Repository) => Promise<unknown>][] = [
    [
      'after one file was written',
      async ({ git }) => {
        await git('tag', '--delete', 'v1.1.0');
        await git('reset', '--quiet', '--soft', 'HEAD~1');
        await git('restore', '--staged', '--worktree', 'charts', '*.yaml');
      },
    ],
    [
      'before the commit',
      async ({ git }) => {
        await git('tag', '--delete', 'v1.1.0');
        await git('reset', '--quiet', 'HEAD~1');
      },
    ],
    ['before the tag', ({ git }) => git('tag', '--delete', 'v1.1.0')],
    ['before the push', async () => {}],
  ];

  it.each(
    interruptions.flatMap(([name, undo]) => [
      { name, undo, kind: 'release', changes: {} },
      { name, undo, kind: 'hotfix', changes: hotfix },
    ]),
  )('finishes a $kind that was interrupted $name', async ({ undo, changes }) => {
    const { repository, origin } = await cutHere(changes);
    await undo(repository);
    await cutShop(repository, { ...push, ...changes });
    await expectReleased(repository, origin);
    expect(await readHotfix(repository.git, 'v1.1.0')).toEqual(
      changes === hotfix ? { reason: 'the login is broken', actor: 'Ada' } : undefined,
    );
  });
});

describe('a repeated cut after a finished one', () => {
  it('changes nothing', async () => {
    const { repository, origin } = await cutHere(push);
    const before = [await stateOf(repository), await origin.git('for-each-ref')];
    for (const changes of [push, {}]) {
      const { text, data } = await cutShop(repository, changes);
      expect(text).toBe('v1.1.0 exists already: nothing to do');
      expect(data).toMatchObject({ commit: await repository.head(), steps: [] });
    }
    expect([await stateOf(repository), await origin.git('for-each-ref')]).toEqual(before);
  });

  it.each([
    ['with all tags', ['--no-single-branch']],
    ['without tags', ['--no-tags']],
    ['with one commit only', ['--depth=1', '--no-tags']],
  ])(
    'changes nothing in a workflow that is repeated on its original commit, in a clone %s',
    async (_, how) => {
      const repository = await createRepository();
      const origin = await createOrigin(repository);
      const early = repositoryAt(folderWith({}));
      await early.git('clone', '--quiet', ...how, `file://${origin.root}`, '.');
      await cutShop(repository, push);
      if (how.includes('--no-single-branch')) await early.git('fetch', '--quiet', '--tags');
      const before = [await stateOf(early), await origin.git('for-each-ref')];
      const { data } = await cutShop(early, push);
      expect(data).toMatchObject({ commit: await repository.head(), steps: [] });
      expect([await stateOf(early), await origin.git('for-each-ref')]).toEqual(before);
    },
  );

  it('refuses to release later commits as the same version', async () => {
    const { repository } = await cutHere(push);
    await repository.commit('fix: more');
    await expect(cutShop(repository, push)).rejects.toThrow('v1.1.0 exists on origin already');
  });

  it.each([
    [
      'another reason',
      hotfix,
      { hotfix: { ...hotfix.hotfix, reason: 'another' } },
      'as a hotfix: the login is broken',
    ],
    [
      'another actor',
      hotfix,
      { hotfix: { ...hotfix.hotfix, actor: 'Eve' } },
      'as a hotfix: the login is broken',
    ],
    ['no hotfix instead of a hotfix', hotfix, {}, 'as a hotfix: the login is broken'],
    ['a hotfix instead of none', {}, hotfix, 'and is not a hotfix'],
  ])('refuses %s, with and without the tag', async (_, first, second, message) => {
    const { repository } = await cutHere(first);
    for (const undo of [async () => {}, () => repository.git('tag', '--delete', 'v1.1.0')]) {
      await undo();
      const before = await stateOf(repository);
      const error = await refusalOf(cutShop(repository, second));
      expect(error).toBeInstanceOf(RefusedError);
      expect(error.message).toContain(message);
      expect(await stateOf(repository)).toBe(before);
    }
  });
});

describe('a cut whose push origin rejects', () => {
  async function cutBehind() {
    const repository = await createRepository();
    const origin = await createOrigin(repository);
    const other = await cloneOf(origin);
    await other.commit('fix: meanwhile', 'meanwhile.txt');
    await other.git('push', '--quiet', 'origin', 'main');
    const before = await origin.git('for-each-ref');
    const error = await refusalOf(cutShop(repository, push));
    expect(await origin.git('for-each-ref')).toBe(before);
    return { repository, origin, error };
  }

  it('pushes nothing if origin has newer commits, and says what to do', async () => {
    const { error } = await cutBehind();
    expect(error).toEqual(
      new RefusedError([
        {
          where: 'origin',
          what: 'main has commits that are not in this checkout; nothing was pushed, and v1.1.0 stays in this checkout',
          hint: 'run git pull --rebase, then the same command again; it moves the tag',
        },
      ]),
    );
  });

  it('is finished after a rebase, with the tag moved', async () => {
    const { repository, origin } = await cutBehind();
    await repository.git('pull', '--quiet', '--rebase');
    expect((await cutShop(repository, push)).text).toBe(
      'Release 1.1.0:\n  move the tag v1.1.0\n  push main and v1.1.0 to origin, both or neither',
    );
    await expectReleased(repository, origin);
    expect(await origin.git('log', '--format=%s', 'main')).toBe(
      'Release 1.1.0\nfix: meanwhile\nchore: begin',
    );
  });

  it('is refused after a merge until the tag is deleted', async () => {
    const { repository, origin } = await cutBehind();
    await repository.git('pull', '--quiet', '--no-rebase', '--no-edit');
    const before = await stateOf(repository);
    await expect(cutShop(repository, push)).rejects.toThrow(
      /^v1\.1\.0 exists already, at [0-9a-f]{7}, but HEAD is [0-9a-f]{7}\n {4}choose a higher version; or, if the tag was never pushed, delete it: git tag -d v1\.1\.0$/,
    );
    expect(await stateOf(repository)).toBe(before);
    await repository.git('tag', '--delete', 'v1.1.0');
    await cutShop(repository, push);
    await expectReleased(repository, origin);
  });

  it('is refused if somebody else has released the version', async () => {
    const { repository, origin } = await cutHere();
    const other = await cloneOf(origin);
    await other.commit('fix: meanwhile');
    await cutShop(other, push);
    await expect(cutShop(repository, push)).rejects.toThrow(
      /^v1\.1\.0 is at [0-9a-f]{7} on origin, but at [0-9a-f]{7} in this checkout\n {4}choose a higher version, and delete the local tag: git tag -d v1\.1\.0$/,
    );
  });

  it.each(['refs/heads/main', 'refs/tags/v1.1.0'])(
    'pushes neither branch nor tag if origin rejects %s',
    async (ref) => {
      const { repository, origin } = await cutHere();
      const before = await origin.git('for-each-ref');
      const hook = join(origin.root, 'hooks/update');
      origin.write(
        'hooks/update',
        `#!/bin/sh\n[ "$1" != ${ref} ] || { echo "${ref} is protected"; exit 1; }\n`,
      );
      chmodSync(hook, 0o755);
      const error = await refusalOf(cutShop(repository, push));
      expect(error).toBeInstanceOf(RefusedError);
      expect(error.message).toContain(`${ref} is protected`);
      expect(await origin.git('for-each-ref')).toBe(before);
      rmSync(hook);
      await cutShop(repository, push);
      await expectReleased(repository, origin);
    },
  );
});
