import { describe, expect, it } from '@jest/globals';
import { type Build, imageTags } from '../../../pipeline/images/image-tags.ts';
import { placesOf } from '../../support/faults.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const digest = `sha256:${'97fa'.repeat(16)}`;
const ofCommit = `sha-${commit}`;
const tagsOf = (build: Partial<Build>) => imageTags({ commit, ...build });

describe('imageTags', () => {
  it.each([
    ['only its commit', {}, []],
    ['its commit and digest', { digest }, ['sha-97fa97fa97fa']],
    ['the Git tag of a release', { version: '1.0.76' }, ['v1.0.76', 'latest']],
    ['the Git tag of a prerelease', { version: '1.1.0-rc.1' }, ['v1.1.0-rc.1']],
    ['a version on the branch stg', { version: '1.0.76', branch: 'stg' }, ['stg-0123456', 'stg-1.0.76']],
    ['a version on the branch main', { version: '1.0.76', branch: 'main' }, ['1.0.76', 'v1.0.76', 'latest']],
    [
      'a prerelease on the branch main',
      { version: '1.1.0-rc.1', branch: 'main' },
      ['1.1.0-rc.1', 'v1.1.0-rc.1'],
    ],
    ['a version on another branch', { version: '1.0.76', branch: 'feat/search' }, []],
    ['a version on a branch with an empty name', { version: '1.0.76', branch: '' }, []],
    [
      'commit, version, branch and digest',
      { version: '1.0.76', branch: 'stg', digest },
      ['sha-97fa97fa97fa', 'stg-0123456', 'stg-1.0.76'],
    ],
  ] as const)('returns the tags of an image with %s', (_, build, expected) => {
    expect(tagsOf(build)).toEqual([ofCommit, ...expected]);
  });

  it.each(['', 'dev', '{STABLE_VERSION}'])(
    'returns no version tags for a build with the stamp %j',
    (version) => {
      for (const branch of [undefined, 'stg', 'main'])
        expect(tagsOf({ version, branch })).toEqual([ofCommit]);
    },
  );

  it.each(['v1.0.76', '1.0', '1.0.76+build', ' 1.0.76', '1.0.76\n', 'latest', '{STABLE_COMMIT_SHA}'])(
    'refuses the version %j on every branch',
    (version) => {
      for (const branch of [undefined, 'stg', 'main', 'feat/search'])
        expect(placesOf(() => tagsOf({ version, branch }))).toEqual(['--version']);
    },
  );

  it('refuses a version that makes a tag longer than 128 characters', () => {
    const longest = `1.0.0-${'a'.repeat(118)}`;
    expect(tagsOf({ version: longest, branch: 'stg' })).toContain(`stg-${longest}`);
    expect(placesOf(() => tagsOf({ version: `${longest}a` }))).toEqual(['--version']);
  });

  it('reports all faults together', () => {
    const build = { commit: commit.slice(1), version: 'v1', digest: digest.toUpperCase() };
    expect(placesOf(() => imageTags(build))).toEqual(['--commit', '--version', '--digest']);
  });
});
