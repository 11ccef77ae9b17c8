import { describe, expect, it } from '@jest/globals';
import { RefusedError, RemoteError, UserError } from '../../../model/errors.ts';
import { createRelease } from '../../../pipeline/github-release/github-release.ts';
import { lostAnswer, reset } from '../../support/fault-server.ts';
import { answer, type StandIn, startStandIn } from '../../support/github-stand-in.ts';
import { commit, notesOf, releaseFacts, stagedFacts } from './sample.ts';

const at = (sha: string) => ({ type: 'commit', sha }) as const;
const later = 'e'.repeat(40);

const released = notesOf(releaseFacts);
const staged = notesOf(stagedFacts);

/** GitHub with version 1.1.0 as a tag and at the end of the branch `stg`. */
async function startPushed(): Promise<StandIn> {
  const standIn = await startStandIn();
  const { refs } = standIn.repository;
  refs.set('refs/tags/v1.1.0', { type: 'tag', sha: 'd'.repeat(40), object: at(commit) });
  refs.set('refs/heads/stg', at(commit));
  refs.set('refs/heads/main', at('b'.repeat(40)));
  return standIn;
}

const snapshot = ({ repository }: StandIn) => JSON.stringify({ ...repository, refs: [...repository.refs] });

describe('createRelease on the channel release', () => {
  it('creates a draft first, and publishes it last', async () => {
    const { github, repository, sentRequests } = await startPushed();
    const done = await createRelease(github, released);
    const url = 'https://github.com/acme/shop/releases/tag/v1.1.0';
    expect(done).toEqual({ tag: 'v1.1.0', url, release: 'created' });
    const id = repository.releases[0]?.id;
    expect(sentRequests('writes')).toEqual(['POST /releases', `PATCH /releases/${id}`]);
    expect(repository.releases).toMatchObject([
      { tag: 'v1.1.0', target: commit, draft: false, prerelease: false, makeLatest: 'legacy' },
    ]);
    expect(repository.releases[0]?.body).toContain('| web |');
    expect(repository.commitComments).toEqual([]);
    expect(repository.pullRequests).toEqual([]);
  });

  it('marks a prerelease, which is never the latest release', async () => {
    const { github, repository } = await startPushed();
    repository.refs.set('refs/tags/v1.1.0-rc.1', at(commit));
    await createRelease(github, notesOf({ ...releaseFacts, version: '1.1.0-rc.1' }));
    expect(repository.releases).toMatchObject([{ prerelease: true, makeLatest: 'false', draft: false }]);
  });

  it('refuses a version without a tag', async () => {
    const { github, repository, sentRequests } = await startPushed();
    repository.refs.clear();
    const creation = createRelease(github, released);
    await expect(creation).rejects.toThrow(UserError);
    await expect(creation).rejects.toThrow('pipeline cut --version 1.1.0 --push');
    expect(sentRequests('writes')).toEqual([]);
  });

  it.each([
    ['release', 'v1.1.0', released],
    ['staging', 'stg-1.1.0', staged],
  ])('refuses a release of channel %s whose tag %s points to another commit', async (_, tag, notes) => {
    const { github, repository, sentRequests } = await startPushed();
    repository.refs.set(`refs/tags/${tag}`, at(later));
    const creation = createRelease(github, notes);
    await expect(creation).rejects.toThrow(RefusedError);
    await expect(creation).rejects.toThrow(`the tag ${tag} points to commit ${later}, not to ${commit}`);
    expect(sentRequests('writes')).toEqual([]);
  });

  it('changes nothing the second time', async () => {
    const standIn = await startPushed();
    await createRelease(standIn.github, released);
    const before = snapshot(standIn);
    standIn.forgetRequests();
    expect(await createRelease(standIn.github, released)).toMatchObject({ release: 'unchanged' });
    expect(standIn.sentRequests('writes')).toEqual([]);
    expect(snapshot(standIn)).toBe(before);
  });

  it('updates an existing release instead of creating a second one', async () => {
    const { github, repository } = await startPushed();
    await createRelease(github, released);
    const [release] = repository.releases;
    if (release !== undefined) release.body = 'written by hand';
    expect(await createRelease(github, released)).toMatchObject({ release: 'updated' });
    expect(repository.releases).toMatchObject([{ draft: false, body: expect.stringContaining('| web |') }]);
  });

  it('finds the release on a later page of the list', async () => {
    const { github, repository } = await startPushed();
    await createRelease(github, released);
    const [first] = repository.releases;
    if (first === undefined) throw new Error('there is no release');
    for (let index = 0; index < 120; index++)
      repository.releases.push({ ...first, id: 10_000 + index, tag: `v0.0.${index}`, draft: true });
    expect(await createRelease(github, released)).toMatchObject({ release: 'unchanged' });
    expect(repository.releases).toHaveLength(121);
  });
});

describe('createRelease on the channel staging', () => {
  it('creates a tag, a comment on the commit, and a pull request to main', async () => {
    const { github, repository, sentRequests } = await startPushed();
    const done = await createRelease(github, staged);
    expect(done).toEqual({
      tag: 'stg-1.1.0',
      url: 'https://github.com/acme/shop/releases/tag/stg-1.1.0',
      release: 'created',
      comment: { url: expect.stringContaining(commit), created: true },
      pullRequest: { url: 'https://github.com/acme/shop/pull/1', done: 'opened' },
    });
    expect(repository.releases).toMatchObject([{ draft: false, prerelease: true, makeLatest: 'false' }]);
    expect(repository.refs.get('refs/tags/stg-1.1.0')).toEqual(at(commit));
    expect(repository.commitComments).toMatchObject([
      { commit, body: '<!-- pipeline: staged -->\nStaged as `stg-a1b2c3d` and `stg-1.1.0`.' },
    ]);
    const body = expect.stringMatching(/^<!-- pipeline: release -->\n.*\| worker \|/s);
    expect(repository.pullRequests).toMatchObject([
      { title: 'Release 1.1.0', head: 'stg', base: 'main', body },
    ]);
    expect(sentRequests('writes').at(-1)).toBe(`PATCH /releases/${repository.releases[0]?.id}`);
  });

  it('changes nothing the second time', async () => {
    const standIn = await startPushed();
    await createRelease(standIn.github, staged);
    const before = snapshot(standIn);
    standIn.forgetRequests();
    expect(await createRelease(standIn.github, staged)).toMatchObject({
      release: 'unchanged',
      comment: { created: false },
      pullRequest: { done: 'unchanged' },
    });
    expect(standIn.sentRequests('writes')).toEqual([]);
    expect(snapshot(standIn)).toBe(before);
  });

  it('opens no second pull request after the first one was merged', async () => {
    const { github, repository } = await startPushed();
    await createRelease(github, staged);
    for (const pull of repository.pullRequests) pull.state = 'closed';
    expect(await createRelease(github, staged)).toMatchObject({ pullRequest: { done: 'unchanged' } });
    expect(repository.pullRequests).toHaveLength(1);
  });

  it('does not change the pull request of a later release on stg', async () => {
    const { github, repository } = await startPushed();
    await createRelease(github, staged);
    repository.refs.set('refs/heads/stg', at(later));
    const next = { ...stagedFacts, version: '1.2.0', commit: later };
    expect(await createRelease(github, notesOf(next))).toMatchObject({ pullRequest: { done: 'updated' } });
    const replayed = await createRelease(github, staged);
    expect(replayed).not.toHaveProperty('pullRequest');
    expect(repository.pullRequests).toMatchObject([{ title: 'Release 1.2.0' }]);
  });

  it('keeps the text that a person wrote at the top of the pull request', async () => {
    const { github, repository } = await startPushed();
    await createRelease(github, staged);
    const [pull] = repository.pullRequests;
    if (pull !== undefined) pull.body = `Please look at the login.\r\n\r\n${pull.body}old`;
    await createRelease(github, staged);
    expect(pull?.body).toMatch(/^Please look at the login\.\n\n<!-- pipeline: release -->\n/);
    expect(pull?.body).not.toContain('old');
  });

  it('opens no pull request if main contains the commit', async () => {
    const { github, repository } = await startPushed();
    repository.refs.set('refs/heads/main', at(commit));
    expect(await createRelease(github, staged)).not.toHaveProperty('pullRequest');
    expect(repository.releases).toMatchObject([{ draft: false }]);
  });
});

describe('createRelease after an interruption', () => {
  const published = { draft: false, tag: 'stg-1.1.0' };

  it.each([
    ['before the draft', /POST .*releases/],
    ['before the comment', /POST .*comments/],
    ['before the pull request', /POST .*pulls/],
    ['before it is published', /PATCH .*releases/],
  ])('finishes a release that was interrupted %s', async (_, match) => {
    const { github, repository, inject, sentRequests, forgetRequests } = await startPushed();
    // A creation is tried three times, any other request four times.
    const attempts = match.source.startsWith('POST') ? 3 : 4;
    inject(match, ...Array(attempts).fill(answer(500, 'Server Error')));
    await expect(createRelease(github, staged)).rejects.toThrow(RemoteError);
    expect(repository.releases.filter(({ draft }) => !draft)).toEqual([]);
    forgetRequests();
    await createRelease(github, staged);
    expect(repository.releases).toMatchObject([published]);
    expect(repository.commitComments).toHaveLength(1);
    expect(repository.pullRequests).toHaveLength(1);
    expect(sentRequests('writes').at(-1)).toMatch(/^PATCH .releases/);
  });

  it.each([
    ['the draft', /POST .*releases/],
    ['the comment', /POST .*comments/],
    ['the pull request', /POST .*pulls/],
    ['the publication', /PATCH .*releases/],
  ])('creates nothing twice if the response to %s was lost', async (_, match) => {
    const { github, repository, inject, sentRequests } = await startPushed();
    inject(match, lostAnswer, reset);
    await createRelease(github, staged);
    expect(repository.releases).toMatchObject([published]);
    expect(repository.commitComments).toHaveLength(1);
    expect(repository.pullRequests).toHaveLength(1);
    expect(sentRequests('writes').filter((line) => line.startsWith('POST'))).toHaveLength(3);
  });
});
