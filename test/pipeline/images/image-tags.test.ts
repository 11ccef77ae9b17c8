import { describe, expect, it } from '@jest/globals';
import { type Build, imageTags } from '../../../pipeline/images/image-tags.ts';
import { placesOf } from '../../support/faults.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const digest = `sha256:${'97fa'.repeat(16)}`;
const ofCommit = `sha-${commit}`;
const tagsOf = (build: Partial<Build>) => imageTags({ commit, ...build });

describe('the tags of an image', () => {
  it.each([
    ['nothing but its commit', {}, []],
    ['its digest', { digest }, ['sha-97fa97fa97fa']],
    ['a tag v1.0.76', { version: '1.0.76' }, ['v1.0.76', 'latest']],
    ['a tag of a prerelease', { version: '1.1.0-rc.1' }, ['v1.1.0-rc.1']],
    ['the branch stg', { version: '1.0.76', branch: 'stg' }, ['stg-0123456', 'stg-1.0.76']],
    ['the branch main', { version: '1.0.76', branch: 'main' }, ['1.0.76', 'v1.0.76', 'latest']],
    ['a prerelease on main', { version: '1.1.0-rc.1', branch: 'main' }, ['1.1.0-rc.1', 'v1.1.0-rc.1']],
    ['another branch', { version: '1.0.76', branch: 'feat/search' }, []],
    ['no branch that has a name', { version: '1.0.76', branch: '' }, []],
    [
      'all of it',
      { version: '1.0.76', branch: 'stg', digest },
      ['sha-97fa97fa97fa', 'stg-0123456', 'stg-1.0.76'],
    ],
  ] as const)('of %s', (_, build, expected) => {
    expect(tagsOf(build)).toEqual([ofCommit, ...expected]);
  });

  it.each(['', 'dev', '{STABLE_VERSION}'])('have no version where the stamp is %j', (version) => {
    for (const branch of [undefined, 'stg', 'main']) expect(tagsOf({ version, branch })).toEqual([ofCommit]);
  });

  it.each(['v1.0.76', '1.0', '1.0.76+build', ' 1.0.76', '1.0.76\n', 'latest', '{STABLE_COMMIT_SHA}'])(
    'are not made of the version %j, on any branch',
    (version) => {
      for (const branch of [undefined, 'stg', 'main', 'feat/search'])
        expect(placesOf(() => tagsOf({ version, branch }))).toEqual(['--version']);
    },
  );

  it('fit into the 128 characters of a tag', () => {
    const longest = `1.0.0-${'a'.repeat(118)}`;
    expect(tagsOf({ version: longest, branch: 'stg' })).toContain(`stg-${longest}`);
    expect(placesOf(() => tagsOf({ version: `${longest}a` }))).toEqual(['--version']);
  });

  it('report all faults together', () => {
    const build = { commit: commit.slice(1), version: 'v1', digest: digest.toUpperCase() };
    expect(placesOf(() => imageTags(build))).toEqual(['--commit', '--version', '--digest']);
  });
});
