import { describe, expect, it } from '@jest/globals';
import { unwrap, valid } from '../../../model/checked.ts';
import { hotfixTrailers, parseHotfixRequest, readHotfix } from '../../../pipeline/version/hotfix-record.ts';
import { createRepository, refusalOf } from './repository.ts';

const parse = (reason: string | undefined, actor: string | undefined, skipsStaging = true) =>
  parseHotfixRequest({ skipsStaging, reason, actor });

describe('parseHotfixRequest', () => {
  it('accepts a reason and an actor', () => {
    expect(parse('the login is broken', 'ada')).toEqual(
      valid({ reason: 'the login is broken', actor: 'ada' }),
    );
  });

  it.each<[string | undefined, string | undefined, string[]]>([
    [undefined, 'ada', ['--reason']],
    ['', 'ada', ['--reason']],
    [' \n\t', 'ada', ['--reason']],
    ['broken', undefined, ['--actor']],
    ['broken', '\u0007 ', ['--actor']],
    ['', '', ['--reason', '--actor']],
  ])('refuses the reason %j with the actor %j', (reason, actor, places) => {
    expect(parse(reason, actor).faults).toEqual(
      places.map((where) => ({ where, what: 'is not set', hint: expect.stringMatching(/^say /) })),
    );
  });

  it('returns no record without --hotfix, and refuses a reason without it', () => {
    expect(parse(undefined, 'ada', false)).toEqual(valid(undefined));
    expect(parse('broken', 'ada', false).faults).toEqual([
      { where: '--reason', what: 'is only for a hotfix', hint: 'add --hotfix, or leave it out' },
    ]);
  });
});

describe('readHotfix', () => {
  it.each([
    'the login is broken',
    'two lines:\n  one\r\n\n\nSigned-off-by: nobody',
    '$(touch canary) `touch canary` \u0024{{ github.token }} %(body) %x00',
    '-rf --force',
    '# no comment',
    '---\n--- a\n+++ b',
    'Überlänge '.repeat(500),
    '\u001b[31mred\u001b[0m\u0000\u2028next',
  ])('reads the recorded reason %j from the trailers of a commit and of a tag', async (reason) => {
    const record = unwrap(parse(reason, 'Ada  Lovelace\n<ada@acme.example>'));
    if (record === undefined) throw new Error('no record');
    expect(record.actor).toBe('Ada Lovelace <ada@acme.example>');
    expect(record.reason).toBe(
      reason
        .replaceAll('\u001b', ' ')
        .split(/[\s\0]+/)
        .filter(Boolean)
        .join(' '),
    );
    const { git, commit } = await createRepository();
    const released = await commit(`Release 1.1.0${hotfixTrailers(record)}`);
    await git('tag', '--annotate', '--message=Release 1.1.0', 'v1.1.0');
    await commit('fix: more');
    expect(await readHotfix(git, released)).toEqual(record);
    expect(await readHotfix(git, 'v1.1.0')).toEqual(record);
    expect(await git('log', '-1', '--format=%(trailers:only)', released)).toBe(
      `Hotfix-Reason: ${record.reason}\nHotfix-Actor: ${record.actor}\n`,
    );
  });

  it.each([
    'fix: nothing',
    'Release 1.1.0\n\nHotfix-Reason: broken\nHotfix-Actor:',
    'Release 1.1.0\n\nHotfix-Actor: ada',
    'docs: Hotfix-Reason\n\nHotfix-Reason: broken\nHotfix-Actor: ada\n\nare the trailers.',
  ])('finds no hotfix in the message %j', async (message) => {
    const { git, commit } = await createRepository();
    expect(await readHotfix(git, await commit(message))).toBeUndefined();
  });

  it('reads trailers that git has folded', async () => {
    const { git, commit } = await createRepository();
    await commit('Release 1.1.0\n\nHotfix-Reason: broken\n since today\nHotfix-Actor: ada');
    expect(await readHotfix(git, 'HEAD')).toEqual({ reason: 'broken since today', actor: 'ada' });
  });

  it.each(['v9.9.9', '--all', '-1'])('refuses the revision %s', async (revision) => {
    const { git } = await createRepository();
    expect((await refusalOf(readHotfix(git, revision))).message).toContain(revision);
  });
});
