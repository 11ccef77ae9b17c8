import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RemoteError } from '../../../model/errors.ts';
import { exitCodeOf } from '../../../pipeline/exit-codes.ts';
import { cut } from '../../../pipeline/version/cut/cut.ts';
import type { CutRequest } from '../../../pipeline/version/cut/plan.ts';
import { readHotfix } from '../../../pipeline/version/hotfix-record.ts';
import { readStackFile } from '../../../stack/stack-file.ts';
import { acme, live } from '../../support/acme.ts';
import {
  chartYaml,
  cloneOf,
  createOrigin,
  createRepository,
  type Repository,
  refusalOf,
  shopFiles,
  stateOf,
} from './repository.ts';
import { cutShop, hotfix } from './shop-cut.ts';

const chartFile = 'charts/storefront/Chart.yaml';

const consoleError = jest.spyOn(console, 'error');
beforeEach(() => {
  consoleError.mockImplementation(() => {});
});
afterEach(() => {
  consoleError.mockReset();
});

describe('cut', () => {
  it('writes the version, commits it and tags the commit', async () => {
    const repository = await createRepository();
    const parent = await repository.head();
    const { text, data } = await cutShop(repository);
    const { git, head, read } = repository;
    expect(text).toBe(
      `Release 1.1.0:\n  commit "Release 1.1.0" on main (VERSION, ${chartFile})\n  tag v1.1.0`,
    );
    expect(data).toMatchObject({ version: '1.1.0', tag: 'v1.1.0', branch: 'main', commit: await head() });
    expect(await git('log', '-1', '--format=%P%n%B', '--name-only')).toBe(
      `${parent}\nRelease 1.1.0\n\n\nVERSION\n${chartFile}`,
    );
    expect(read('VERSION')).toBe('1.1.0\n');
    expect(read(chartFile)).toBe(chartYaml.replaceAll('1.0.76', '1.1.0'));
    expect(await git('cat-file', 'tag', 'v1.1.0')).toMatch(
      new RegExp(`^object ${await head()}\ntype commit\ntag v1\\.1\\.0\ntagger Ada .*\n\nRelease 1\\.1\\.0$`),
    );
    expect(await git('status', '--porcelain')).toBe('');
  });

  it('makes no commit if the files have the version already', async () => {
    const repository = await createRepository();
    for (const path of ['VERSION', chartFile])
      await repository.commit('chore: raise', path, repository.read(path).replaceAll('1.0.76', '1.1.0'));
    const before = await repository.head();
    expect((await cutShop(repository)).text).toBe('Release 1.1.0:\n  tag v1.1.0');
    expect(await repository.git('rev-parse', 'HEAD', 'v1.1.0^{commit}')).toBe(`${before}\n${before}`);
  });

  it('pushes the branch and the tag on request, but no other tag', async () => {
    const repository = await createRepository();
    const origin = await createOrigin(repository);
    await repository.git('config', 'push.followTags', 'true');
    await repository.git('tag', '--annotate', '--message=mine', 'mine');
    await cutShop(repository, { pushes: true });
    expect(await origin.git('rev-parse', 'main', 'v1.1.0^{commit}')).toBe(
      `${await repository.head()}\n${await repository.head()}`,
    );
    expect(await origin.git('tag')).toBe('v1.0.76\nv1.1.0');
  });

  it('pushes nothing by default', async () => {
    const repository = await createRepository();
    const origin = await createOrigin(repository);
    const before = await origin.git('for-each-ref');
    await cutShop(repository);
    expect(await origin.git('for-each-ref')).toBe(before);
  });

  it('accepts a prerelease with --prerelease, and a missing changelog entry with --skip-changelog-check', async () => {
    const repository = await createRepository();
    await cutShop(repository, { version: '1.1.0-rc.1', isPrerelease: true, checksChangelog: false });
    await cutShop(repository);
    expect(await repository.git('log', '--format=%s')).toBe(
      'Release 1.1.0\nRelease 1.1.0-rc.1\nchore: begin',
    );
  });

  it('only describes its steps in a dry run', async () => {
    const repository = await createRepository();
    const origin = await createOrigin(repository);
    const before = [await stateOf(repository), await origin.git('for-each-ref')];
    const { text } = await cutShop(repository, { pushes: true, ...hotfix }, true);
    expect(text).toBe(
      [
        'Release 1.1.0, a dry run:',
        `  commit "Release 1.1.0" on main (VERSION, ${chartFile}, Pulumi.live.yaml)`,
        '  tag v1.1.0, as a hotfix: the login is broken (Ada)',
        '  push main and v1.1.0 to origin, both or neither',
      ].join('\n'),
    );
    expect([await stateOf(repository), await origin.git('for-each-ref')]).toEqual(before);
  });
});

describe('the hotfix record of a cut', () => {
  it('is written to the commit, the tag, and the config of every stack that skips staging', async () => {
    const repository = await createRepository();
    await cutShop(repository, hotfix);
    const { git, root } = repository;
    const trailers = 'Hotfix-Reason: the login is broken\nHotfix-Actor: Ada';
    expect(await git('log', '-1', '--format=%B')).toBe(`Release 1.1.0\n\n${trailers}\n`);
    expect(await git('for-each-ref', '--format=%(contents)', 'refs/tags/v1.1.0')).toBe(
      `Release 1.1.0\n\n${trailers}\n`,
    );
    expect(await readHotfix(git, 'v1.1.0')).toEqual({ reason: 'the login is broken', actor: 'Ada' });
    expect(readStackFile(root, 'live').rawConfig.value).toEqual({
      version: '1.0.76',
      hotfix: '{"version":"1.1.0","reason":"the login is broken","actor":"Ada"}',
    });
    expect(await git('show', '--name-only', '--format=', 'HEAD')).toBe(
      `Pulumi.live.yaml\nVERSION\n${chartFile}`,
    );
  });

  it('is committed even if no file changes', async () => {
    const repository = await createRepository({
      ...shopFiles,
      VERSION: '1.1.0\n',
      [chartFile]: chartYaml.replaceAll('1.0.76', '1.1.0'),
    });
    const { hotfix: skipping } = hotfix;
    const request = { version: '1.1.0', pushes: false, isPrerelease: false, checksChangelog: true };
    await cut(repository, acme(live({ promotesFrom: undefined })), { ...request, hotfix: skipping }, false);
    expect(await readHotfix(repository.git, 'HEAD')).toEqual({ reason: 'the login is broken', actor: 'Ada' });
  });
});

describe('a cut with faults', () => {
  type Case = [string, (repository: Repository) => Promise<unknown>, Partial<CutRequest>, number, unknown[]];
  const nothing = async () => {};

  it.each<Case>([
    ['a version with v', nothing, { version: 'v1.1.0' }, 2, ['--version: "v1.1.0" is not a version']],
    ['a version range', nothing, { version: '1.1' }, 2, ['--version: "1.1" is not a version']],
    ['build metadata', nothing, { version: '1.1.0+1' }, 2, ['--version: "1.1.0+1" is not a version']],
    [
      'a prerelease without --prerelease',
      nothing,
      { version: '1.1.0-rc.1' },
      2,
      ['--version: 1.1.0-rc.1 is a prerelease'],
    ],
    [
      'a full release with --prerelease',
      nothing,
      { isPrerelease: true },
      2,
      ['--version: 1.1.0 is not a prerelease'],
    ],
    [
      'a version without a changelog entry',
      nothing,
      { version: '1.1.1' },
      2,
      ['CHANGELOG.md: has no entry for 1.1.1'],
    ],
    [
      'a checkout without a changelog',
      async ({ git }) => {
        await git('rm', '--quiet', 'CHANGELOG.md');
        await git('commit', '--quiet', '--message=chore: no changelog');
      },
      {},
      2,
      ['CHANGELOG.md: has no entry for 1.1.0'],
    ],
    ['a detached HEAD', ({ git }) => git('switch', '--quiet', '--detach'), {}, 2, ['HEAD is detached']],
    [
      'uncommitted changes, new files, and other changes in the version files',
      async ({ git, write }) => {
        write('charts/storefront/values.yaml', 'tag: x\n');
        write('new.txt', 'x');
        write('staged.txt', 'x');
        await git('add', 'staged.txt');
        write('VERSION', '1.0.75\n');
      },
      {},
      2,
      [
        'charts/storefront/values.yaml: is changed or new, but not committed',
        'staged.txt: is changed or new, but not committed',
        'new.txt: is changed or new, but not committed',
        'VERSION: has changes that are not committed',
      ],
    ],
    [
      'a hotfix without a reason',
      nothing,
      { hotfix: { ...hotfix.hotfix, reason: ' ' } },
      2,
      ['--reason: is not set'],
    ],
    [
      'a hotfix without an actor',
      nothing,
      { hotfix: { ...hotfix.hotfix, actor: '' } },
      2,
      ['--actor: is not set'],
    ],
    [
      'a hotfix with a stack file that is not YAML',
      ({ commit }) => commit('chore: break', 'Pulumi.live.yaml', 'config: ['),
      hotfix,
      2,
      [expect.stringMatching(/^Pulumi\.live\.yaml: .* line 1/)],
    ],
    [
      'a version that is not higher than the last one',
      nothing,
      { version: '1.0.75', checksChangelog: false },
      3,
      ['--version: 1.0.75 is not higher than v1.0.76'],
    ],
    [
      'a version with a tag',
      ({ commit }) => commit('fix: more'),
      { version: '1.0.76' },
      3,
      [expect.stringMatching(/^v1\.0\.76 exists already, at [0-9a-f]{7}, but HEAD is [0-9a-f]{7}$/)],
    ],
    [
      'a version lower than one on origin',
      async (repository) => {
        const other = await cloneOf(await createOrigin(repository));
        await other.git('tag', 'v1.2.0');
        await other.git('push', '--quiet', 'origin', 'v1.2.0');
      },
      {},
      3,
      ['--version: 1.1.0 is not higher than v1.2.0'],
    ],
    [
      'a version with a tag on origin',
      async (repository) => {
        const other = await cloneOf(await createOrigin(repository));
        await other.commit('fix: more');
        await other.git('tag', 'v1.1.0');
        await other.git('push', '--quiet', 'origin', 'v1.1.0');
      },
      {},
      3,
      [expect.stringMatching(/^v1\.1\.0 exists on origin already, at [0-9a-f]{7}$/)],
    ],
  ])('refuses %s, and changes nothing', async (_, prepare, changes, code, faults) => {
    const repository = await createRepository();
    await prepare(repository);
    const before = await stateOf(repository);
    const error = await refusalOf(cutShop(repository, changes));
    expect(error.faults.map(({ where, what }) => (where === undefined ? what : `${where}: ${what}`))).toEqual(
      faults,
    );
    expect(exitCodeOf(error)).toBe(code);
    for (const { where, hint } of error.faults) if (!where?.startsWith('Pulumi')) expect(hint).toBeTruthy();
    expect(await stateOf(repository)).toBe(before);
  });

  it('reports all faults together', async () => {
    const repository = await createRepository();
    repository.write('new.txt', 'x');
    const { faults } = await refusalOf(cutShop(repository, { version: '1.0.70' }));
    expect(faults.map(({ where }) => where)).toEqual(['new.txt', 'CHANGELOG.md', '--version']);
    const invalid = cutShop(repository, {
      version: '1.x',
      hotfix: { ...hotfix.hotfix, reason: '', actor: '' },
    });
    expect((await refusalOf(invalid)).faults.map(({ where }) => where)).toEqual([
      '--version',
      '--reason',
      '--actor',
      'new.txt',
    ]);
  });
});

describe('a cut whose origin cannot be reached', () => {
  it.each([
    ['not configured', async () => {}],
    ['missing', ({ git }: Repository) => git('remote', 'add', 'origin', '/nowhere/shop.git')],
  ])(
    'fails before any change if it pushes, and otherwise only warns, with an origin that is %s',
    async (_, prepare) => {
      const repository = await createRepository();
      await prepare(repository);
      const before = await stateOf(repository);
      await expect(cutShop(repository, { pushes: true })).rejects.toThrow(RemoteError);
      await expect(cutShop(repository, { pushes: true }, true)).rejects.toThrow(
        /^origin: cannot be reached: fatal: .*does not appear to be a git repository/,
      );
      expect(await stateOf(repository)).toBe(before);
      expect(consoleError).not.toHaveBeenCalled();
      await cutShop(repository);
      expect(await repository.git('tag')).toBe('v1.0.76\nv1.1.0');
      expect(consoleError.mock.calls).toEqual([['origin cannot be reached, so its tags are not checked']]);
    },
  );
});
