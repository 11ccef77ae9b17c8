import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../../model/errors.ts';
import { upsertComment } from '../../../pipeline/github/issue-comments.ts';
import { lostAnswer } from '../../support/fault-server.ts';
import { answer, type StandIn, startStandIn } from '../../support/github-stand-in.ts';

const marker = '<!-- diff -->';
const comment = (text: string, number = 1) => ({ number, marker, text: `${marker}\n${text}` });

/** GitHub with two pull requests. */
async function startWithPulls(): Promise<StandIn> {
  const standIn = await startStandIn();
  const { refs } = standIn.repository;
  for (const [index, branch] of ['main', 'one', 'two'].entries())
    refs.set(`refs/heads/${branch}`, { type: 'commit', sha: String(index).repeat(40) });
  for (const [index, head] of ['one', 'two'].entries()) {
    const sides = { head, base: 'main', headCommit: String(index + 1).repeat(40) };
    const text = { title: head, body: '', state: 'open' } as const;
    standIn.repository.pullRequests.push({ id: index + 1, number: index + 1, ...sides, ...text });
  }
  return standIn;
}

const write = ({ repository }: StandIn, ...bodies: readonly string[]) => {
  for (const [index, body] of bodies.entries())
    repository.issueComments.push({ id: index + 1, issue: 1, body, createdAt: new Date(0) });
};
const bodies = ({ repository }: StandIn) => repository.issueComments.map(({ body }) => body);

describe('upsertComment', () => {
  it('creates the comment, updates it, and leaves it unchanged if the text is the same', async () => {
    const standIn = await startWithPulls();
    const { github, sentRequests } = standIn;
    const created = await upsertComment(github, comment('a'));
    expect(created).toEqual({
      url: expect.stringMatching(/^https:\/\/github\.com\/acme\/shop\/pull\/1#issuecomment-\d+$/),
      done: 'created',
    });
    expect(await upsertComment(github, comment('b'))).toEqual({ ...created, done: 'updated' });
    expect(await upsertComment(github, comment('b'))).toEqual({ ...created, done: 'unchanged' });
    expect(bodies(standIn)).toEqual([`${marker}\nb`]);
    expect(sentRequests('writes').map((line) => line.split(' ')[0])).toEqual(['POST', 'PATCH']);
  });

  it('writes separate comments on two pull requests', async () => {
    const standIn = await startWithPulls();
    await upsertComment(standIn.github, comment('a'));
    await upsertComment(standIn.github, comment('b', 2));
    expect(standIn.repository.issueComments.map(({ issue }) => issue)).toEqual([1, 2]);
  });

  it.each([
    [
      "people's comments, even those that quote the marker",
      ['hello', `> ${marker}\n> a`],
      ['hello', `> ${marker}\n> a`, 'new'],
    ],
    [
      'the newer of two comments with the marker',
      [`${marker}\nold`, `${marker}\nolder`],
      ['new', `${marker}\nolder`],
    ],
    ['130 comments without the marker', Array(130).fill('hello'), [...Array(130).fill('hello'), 'new']],
  ])('does not change %s', async (_, before, after) => {
    const standIn = await startWithPulls();
    write(standIn, ...before);
    await upsertComment(standIn.github, comment('new'));
    expect(bodies(standIn).map((body) => (body === `${marker}\nnew` ? 'new' : body))).toEqual(after);
  });

  it('finds its comment after the first hundred', async () => {
    const standIn = await startWithPulls();
    write(standIn, ...Array(130).fill('hello'), `${marker}\nold`);
    expect((await upsertComment(standIn.github, comment('new'))).done).toBe('updated');
    expect(standIn.repository.issueComments).toHaveLength(131);
  });

  it('does not write a second comment if the response to the first one was lost', async () => {
    const standIn = await startWithPulls();
    standIn.inject(/POST/, lostAnswer);
    expect((await upsertComment(standIn.github, comment('a'))).done).toBe('created');
    expect(bodies(standIn)).toEqual([`${marker}\na`]);
  });

  it.each([
    ['a pull request that does not exist', comment('a', 9), '404 Not Found'],
    ['a text that is too long for GitHub', comment('x'.repeat(65_536)), '422'],
  ])('refuses %s', async (_, wanted, message) => {
    const { github } = await startWithPulls();
    const upserting = upsertComment(github, wanted);
    await expect(upserting).rejects.toThrow(UserError);
    await expect(upserting).rejects.toThrow(message);
  });

  it('says which permission the token of a fork lacks', async () => {
    const { github, inject } = await startWithPulls();
    inject(/POST/, answer(403, 'Resource not accessible by integration'));
    await expect(upsertComment(github, comment('a'))).rejects.toThrow('pull-requests: write');
  });
});
